"""The pages: each view is one call of an action or a query. Delegates' pages first, then the officers'."""
