"""
Staff screens: forms, pages, partials. Translates requests into verbs and shapes answers; decides nothing.

A screen is a folder (`web/desk/`: urls, views, forms) with its templates in `templates/web/desk/`. What the partials show is a frozen
dataclass of `shapes`; a view builds it, the template only asks "is it there". Behaviour in the browser is one small file per behaviour
in `static/web/js/`, attached by a data attribute. Invariants: every page works under the strict policy of `middleware.security_headers`,
every form works without JavaScript, a partial reveals no more than its page.
"""
