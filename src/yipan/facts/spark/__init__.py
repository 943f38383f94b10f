"""Beyond one machine: the same questions asked of Spark through Spark Connect.

The SQL is the one that DuckDB runs; `dialect` writes it in Spark's words. Nothing else of Yipan
knows that Spark exists: a panel, a plan and a ledger answer the same questions as on one machine.
"""

from yipan.facts.spark.connecting import connect_spark
from yipan.facts.spark.ledger import SparkLedger
from yipan.facts.spark.panel import SparkPanel
from yipan.facts.spark.plans import running_on
from yipan.facts.spark.session import Spark

__all__ = ["Spark", "SparkLedger", "SparkPanel", "connect_spark", "running_on"]
