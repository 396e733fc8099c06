"""Takes the place of Athena and Glue: executes the very SQL that it is given, and answers as the services do.

The SQL is read as Athena's and put into DuckDB's words, over the same Parquet files. What the two engines do differently, and a question
could stumble over, is done Athena's way: a double as text has an exponent, and every value comes as text or not at all.
"""

from functools import cache
from itertools import count

import duckdb
import sqlglot
from botocore import session
from botocore.validate import validate_parameters
from sqlglot import exp

DATABASE, TABLE, WORKGROUP = "billing", "costs", "questions"
TYPES = {"HUGEINT": "bigint", "BIGINT": "bigint", "INTEGER": "integer", "VARCHAR": "varchar", "DECIMAL": "decimal", "DOUBLE": "double"}
TRINO_TEXT = """CREATE MACRO trino_text(x) AS CASE
    WHEN ISNAN(x) THEN 'NaN' WHEN x = 'inf' THEN 'Infinity' WHEN x = '-inf' THEN '-Infinity'
    ELSE REGEXP_REPLACE(
        LIST_FILTER([PRINTF('%.' || digits || 'e', x) FOR digits IN RANGE(1, 18)], lambda text: CAST(text AS DOUBLE) = x)[1],
        'e[+]?(-?)0*([0-9]+)$', 'E\\1\\2')
    END"""
GLUE = {"DOUBLE": "double", "TIMESTAMP": "timestamp", "VARCHAR": "string", "MAP(VARCHAR, VARCHAR)": "map<string,string>"}


MODEL = session.get_session().get_service_model("athena")


class AthenaService:
    """A client for both services. `states` are what a question goes through before its answer is there, `page` the rows of a page."""

    def __init__(self, *files, month="2026-10", states=("QUEUED", "RUNNING"), end=("SUCCEEDED", None), page=1_000):
        self.states, self.end, self.page = states, end, page
        self.asked, self.stopped, self.pages = [], [], []
        self._answers, self._left = {}, {}
        self._ids = (f"q-{number}" for number in count(1))
        self._connection = duckdb.connect()
        self._connection.execute(f"SET TimeZone = 'UTC'; {TRINO_TEXT}; CREATE SCHEMA \"{DATABASE}\"")
        paths = ", ".join(f"'{path}'" for path in files)
        self._connection.execute(
            f'CREATE VIEW "{DATABASE}"."{TABLE}" AS SELECT * EXCLUDE filename, \'s3://exports\' || filename AS "$path", '
            f"'{month}' AS billing_period FROM read_parquet([{paths}], filename = true)"
        )

        self._types = {name: type for name, type, *_ in self._connection.execute(f'DESCRIBE "{DATABASE}"."{TABLE}"').fetchall()[:-2]}

    def get_table(self, **asked):
        assert asked == {"DatabaseName": DATABASE, "Name": TABLE}
        columns = [{"Name": name, "Type": GLUE[type]} for name, type in self._types.items()]
        return {"Table": {"Name": TABLE, "StorageDescriptor": {"Columns": columns}, "PartitionKeys": [{"Name": "billing_period"}]}}

    def start_query_execution(self, **asked):
        self._check("StartQueryExecution", asked)
        query = next(self._ids)
        self.asked.append(asked)
        self._left[query] = [*self.states]
        return {"QueryExecutionId": query}

    def get_query_execution(self, **asked):
        self._check("GetQueryExecution", asked)
        query = asked["QueryExecutionId"]
        if self._left[query]:
            return {"QueryExecution": {"Status": {"State": self._left[query].pop(0)}, "Statistics": {}}}
        state, reason = self.end
        status = {"State": state} | ({} if reason is None else {"StateChangeReason": reason})
        return {"QueryExecution": {"Status": status, "Statistics": {"DataScannedInBytes": 10_485_760}}}

    def stop_query_execution(self, **asked):
        self._check("StopQueryExecution", asked)
        self.stopped.append(asked["QueryExecutionId"])
        return {}

    def get_query_results(self, **asked):
        self._check("GetQueryResults", asked)
        query, start = asked["QueryExecutionId"], int(asked.get("NextToken", 0))
        if query not in self._answers:
            self._answers[query] = self._run(self.asked[int(query[2:]) - 1]["QueryString"])
        columns, rows = self._answers[query]
        self.pages.append(query)
        shown = [{"Data": [{} if value is None else {"VarCharValue": value} for value in row]} for row in rows[start : start + self.page]]
        result = {"ResultSet": {"Rows": shown, "ResultSetMetadata": {"ColumnInfo": columns}}}
        return result | ({"NextToken": str(start + self.page)} if len(rows) > start + self.page else {})

    def _check(self, operation, asked):
        validate_parameters(asked, MODEL.operation_model(operation).input_shape)

    def _run(self, sql):
        cursor = self._connection.execute(in_duckdb(sql, frozenset(name for name, type in self._types.items() if type == "DOUBLE")))
        names, types = zip(*((name, str(type).partition("(")[0]) for name, type, *_ in cursor.description), strict=True)
        columns = [{"Name": name, "Type": TYPES[type]} for name, type in zip(names, types, strict=True)]
        return columns, [names, *([None if value is None else _text(value) for value in row] for row in cursor.fetchall())]


@cache
def in_duckdb(sql, doubles):
    """The SQL with its texts of doubles as Athena writes them; `value` is what the question calls the amount."""

    def as_athena_does(node):
        if isinstance(node, exp.Cast) and node.this.name in ({*doubles, "value"} if doubles else ()) and node.to.is_type("varchar", "text"):
            return exp.func("TRINO_TEXT", node.this)
        return node

    return sqlglot.parse_one(sql, read="athena").transform(as_athena_does).sql(dialect="duckdb")


def _text(value):
    return format(value, "f") if hasattr(value, "as_tuple") else str(value)
