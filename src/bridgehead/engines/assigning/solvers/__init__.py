"""How an assignment is found: a flow that keeps the rules, a linear program for its worth, prices that prove it."""
