"""Expressions of a scenario: a text that begins with '=' counts with the names of its sweep."""

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

from vigil.base.errors import ConfigurationError

Value = int | float | str
OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
FUNCTIONS: Mapping[str, Callable[..., Any]] = {"min": min, "max": max}


class Expression:
    """One formula, parsed once, counted for each cell of a sweep."""

    def __init__(self, text: str, where: str, compares: bool = False) -> None:
        """Parse a formula without its '='; with `compares` it may compare, and say and, or."""
        self.text, self.where, self._compares = text, where, compares
        try:
            self._root = ast.parse(text.strip(), mode="eval").body
        except (SyntaxError, ValueError) as error:
            raise self._fault("it is no formula") from error
        names = [n for n in ast.walk(self._root) if isinstance(n, ast.Name)]
        called = {id(n.func) for n in ast.walk(self._root) if isinstance(n, ast.Call)}
        self.names = frozenset(name.id for name in names if id(name) not in called)

    def value(self, names: Mapping[str, Value]) -> Any:
        """Return what it comes to."""
        try:
            holds = self._condition if self._compares else self._of
            return holds(self._root, names)
        except ZeroDivisionError as error:
            raise self._fault("it divides by zero") from error
        except TypeError as error:
            raise self._fault("it counts with a text") from error

    def _condition(self, node: ast.expr, names: Mapping[str, Value]) -> Any:
        if isinstance(node, ast.BoolOp):
            every = all if isinstance(node.op, ast.And) else any
            return every([self._condition(part, names) for part in node.values])
        if isinstance(node, ast.Compare):
            return self._comparison(node, names)
        return self._of(node, names)

    def _of(self, node: ast.expr, names: Mapping[str, Value]) -> Any:
        if isinstance(node, ast.Constant) and type(node.value) in {int, float}:
            return node.value
        if isinstance(node, ast.Name):
            return self._named(node.id, names)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -self._of(node.operand, names)
        if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            left, right = self._of(node.left, names), self._of(node.right, names)
            return OPERATORS[type(node.op)](left, right)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            return self._call(node, node.func.id, names)
        raise self._fault(f"'{ast.unparse(node)}' is not of numbers, names, + - * / ( ), min, max")

    def _named(self, name: str, names: Mapping[str, Value]) -> Value:
        if name not in names:
            there = ", ".join(names) or "no names, for the file has no 'for'"
            raise self._fault(f"there is no '{name}'; there are {there}")
        return names[name]

    def _call(self, node: ast.Call, name: str, names: Mapping[str, Value]) -> Any:
        if name not in FUNCTIONS or node.keywords:
            raise self._fault(f"there is no function '{name}'; there are min, max")
        arguments = [self._of(argument, names) for argument in node.args]
        return FUNCTIONS[name](*arguments) if len(arguments) > 1 else arguments[0]

    def _comparison(self, node: ast.Compare, names: Mapping[str, Value]) -> bool:
        terms = [self._comparable(term, names) for term in (node.left, *node.comparators)]
        pairs = zip(terms, node.ops, terms[1:], strict=False)
        known = all(type(op) in COMPARISONS for op in node.ops)
        if not known:
            raise self._fault("it compares with other signs than < <= > >= == !=")
        return all(COMPARISONS[type(op)](left, right) for left, op, right in pairs)

    def _comparable(self, node: ast.expr, names: Mapping[str, Value]) -> Any:
        quoted = isinstance(node, ast.Constant) and isinstance(node.value, str)
        return node.value if quoted else self._of(node, names)  # type: ignore[attr-defined]

    def _fault(self, told: str) -> ConfigurationError:
        return ConfigurationError(f"{self.where}: '{self.text}': {told}")
