"""Who may do and see what: roles, one pure decision, accounts, sessions and tokens, and the log of every look at a person.

Used by the server and the command line alike: both ask `decisions.decide`, and both write the same access log. `roles`,
`decisions` and `reviewing` are pure; everything else keeps its rows in a part of the store of its own (`access`).
"""
