COUNTS: dict[str, int] = {}
