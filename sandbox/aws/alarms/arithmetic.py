"""Metric math, as far as alarms need it here: numbers, ids of other queries, `+ - * /` and brackets."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import cache

_OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}

_NODES = (ast.Name, ast.BinOp, ast.UnaryOp, ast.USub, ast.Load, *_OPERATORS)

Values = Mapping[str, float | None]
"""Id of a query -> its value in one period; None where it has no data."""


class NotArithmetic(ValueError):
    """The expression holds something else."""


@cache
def parsed(expression: str) -> ast.expr:
    """The expression's tree. Raises NotArithmetic."""
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
    except SyntaxError:
        raise NotArithmetic(expression) from None
    for node in ast.walk(tree):
        if not isinstance(node, _NODES) and not (isinstance(node, ast.Constant) and type(node.value) in (int, float)):
            raise NotArithmetic(expression)
    return tree


def value_of(expression: str, values: Values) -> float | None:
    """Its value in one period; None where one of its metrics has no data, and for a division by zero. Raises NotArithmetic."""
    try:
        return _value(parsed(expression), values)
    except (_NoData, ZeroDivisionError):
        return None


class _NoData(Exception):
    pass


def _value(node: ast.expr, values: Values) -> float:
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)](_value(node.left, values), _value(node.right, values))
    if isinstance(node, ast.UnaryOp):
        return -_value(node.operand, values)
    if isinstance(node, ast.Name):
        value = values.get(node.id)
        if value is None:
            raise _NoData
        return value
    assert isinstance(node, ast.Constant)
    return float(str(node.value))
