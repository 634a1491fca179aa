"""Mutation testing: a module is changed in one place at a time, and a change that no test notices shows what is not tested.

Run by `scripts/mutation`; what it has shown stands in docs/mutation.md.
"""
