"""Which answers an operation may give besides the one that was wished for."""

from typing import Any

from romanesco.api.problems import Problem

type Answers = dict[int, Any]

READING: Answers = {401: Problem}
FINDING: Answers = {**READING, 404: Problem}
DOING: Answers = {**FINDING, 409: Problem, 413: Problem, 415: Problem}
WRITING: Answers = {**DOING, 400: Problem, 422: Problem}
