"""Words that must be quoted to be a value, as the products document them."""

_IN_JQL = """
    abort access add after alias all alter and any are as asc at audit avg before begin between boolean
    break by byte catch cf char character check checkpoint collate collation column commit connect
    continue count create current date decimal declare decrement default defaults define delete delimiter
    desc difference distinct divide do double drop else empty encoding end equals escape exclusive exec
    execute exists explain false fetch file field first float for from function go goto grant greater
    group having identified if immediate in increment index initial inner inout input insert int integer
    intersect intersection into is isempty isnull join last left less like limit lock long max min minus
    mode modify modulo more multiply next noaudit not notin nowait null number object of on option or
    order outer output power previous prior privileges public raise raw remainder rename resource return
    returns revoke right row rowid rownum rows select session set share size sqrt start strict string
    subtract sum synonym table then to trans transaction trigger true uid union unique update user
    validate values view when whenever where while with
"""

_IN_CQL = """
    after and as asc avg before begin by commit contains count desc distinct else empty end explain from
    having if in inner insert into is isnull left like limit max min not null or order outer right select
    sum then was where update
"""

IN_JQL = frozenset(_IN_JQL.split())
IN_CQL = frozenset(_IN_CQL.split())
