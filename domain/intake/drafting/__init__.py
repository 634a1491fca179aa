"""Drafts a mapping from a table: the shipped mapping it resembles, with the table's own columns, forms and words."""

from domain.intake.drafting.draft import draft_mapping
from domain.intake.drafting.questions import Ask, DraftQuestion, unanswered

__all__ = ["Ask", "DraftQuestion", "draft_mapping", "unanswered"]
