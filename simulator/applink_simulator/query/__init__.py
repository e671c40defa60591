"""The search language of the mock products: `jql` and `cql`, one grammar with two vocabularies."""
