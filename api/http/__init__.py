"""Requests and answers: guards before every request, questions in requests, and problems as answers."""
