"""How a server of Spark Connect is reached, and what is said where it is not.

`sc://HOST:PORT` is a server of Spark Connect (Spark 4, or one without a JVM); `local` or `local[2]`
starts one in this process, which needs the whole of pyspark and Java.
"""

from __future__ import annotations

import os
import re
import socket
import tempfile
import warnings
from typing import TYPE_CHECKING
from uuid import uuid4

from yipan.core.errors import BadInput, MissingExtra
from yipan.core.words import Words
from yipan.facts.spark.session import Spark

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

VARIABLE, SCRATCH = "YIPAN_SPARK", "YIPAN_SPARK_SCRATCH"
_HERE = re.compile(r"local\b|sc://(localhost|127\.|\[::1\])")
_LOCAL = re.compile(r"local(\[(\d+|\*)\])?")
_SERVER = re.compile(r"sc://(\[[^\]]+\]|[^:/;]+)(?::(\d+))?")
PORT, PATIENCE = 15002, 10.0  # of Spark Connect; seconds
RETRIES = 6  # after 0.05, 0.2, 0.8, 3.2, 12.8 and 51.2 seconds


def connect_spark(address: str = "", scratch: str = "") -> Spark:
    """A session at an address: `sc://…`, `local`, `local[2]`; else that of YIPAN_SPARK.

    `scratch`: where the session's own folder is made; YIPAN_SPARK_SCRATCH, and on this machine the
    folder of temporary files, stand in.
    """
    where = address or os.environ.get(VARIABLE) or "local"
    scratch = scratch or os.environ.get(SCRATCH) or ""
    _refuse_address(where)
    _refuse_silence(where)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pyspark.sql import SparkSession

            _refuse_strangers(where)
            # A new session: views of two users or runs never meet.
            session = SparkSession.builder.remote(where).create()
            session.sql("SELECT 1").collect()
            _limit_retries(session)
    except BadInput:
        raise
    except SystemExit:
        raise MissingExtra("pyspark-client", "spark") from None
    except ImportError as error:
        raise MissingExtra(error.name or "pyspark", "spark") from None
    except Exception as error:  # of gRPC, of Java, of the address
        raise _unreached(where, error) from None
    session.conf.set("spark.sql.session.timeZone", "UTC")
    here = _HERE.match(where) is not None
    if here and not scratch:
        scratch = tempfile.gettempdir()
    # A folder of its own: another session's stay, and so does what else is there.
    own = f"{scratch.rstrip('/')}/yipan-spark-{uuid4().hex}" if scratch else ""
    return Spark(session, own, here=here)


def _refuse_address(where: str) -> None:
    if _SERVER.match(where) or _LOCAL.fullmatch(where):
        return
    raise BadInput(
        Words("Spark 的地址不可用", "this is no address of Spark"),
        hint=Words("写作 sc://主机:端口 或 local", "write sc://HOST:PORT, or local"),
        where=where,
    )


def _refuse_silence(where: str) -> None:
    """The client would ask a server that is not there for minutes."""
    match = _SERVER.match(where)
    if match is None:
        return
    host, port = match[1].strip("[]"), int(match[2] or PORT)
    try:
        socket.create_connection((host, port), timeout=PATIENCE).close()
    except (OSError, OverflowError) as error:
        said = getattr(error, "strerror", None) or str(error)
        raise _unreached(where, said) from None


def _refuse_strangers(where: str) -> None:
    """What listens but does not speak gRPC would be asked for minutes, too."""
    match = _SERVER.match(where)
    if match is None or "use_ssl=true" in where or "token=" in where:
        return  # its handshake needs what the client knows
    import grpc

    channel = grpc.insecure_channel(f"{match[1]}:{match[2] or PORT}")
    try:
        grpc.channel_ready_future(channel).result(timeout=PATIENCE)
    except grpc.FutureTimeoutError:
        raise _unreached(
            where, Words("那里不是 Spark Connect", "what listens there is no Spark Connect")
        ) from None
    finally:
        channel.close()


def _unreached(where: str, said: object) -> BadInput:
    """A server, or a Spark on this machine, that cannot be had."""
    if _LOCAL.fullmatch(where):
        return BadInput(
            Words("这里起不了 Spark", "no Spark can be started here"),
            hint=Words(
                "用 --spark sc://主机:端口 指明服务,或安装 pyspark[connect] 与 Java 17",
                "name a server, --spark sc://HOST:PORT, or install pyspark[connect] and Java 17",
            ),
            where=where,
        )
    if not isinstance(said, Words):
        told = str(said).splitlines()[0][:200] if str(said) else type(said).__name__
        said = Words(told, told)
    return BadInput(
        Words(f"连不上 Spark: {said.zh}", f"Spark cannot be reached: {said.en}"),
        hint=Words("请核对地址,或启动服务", "check the address, or start the server"),
        where=where,
    )


def _limit_retries(session: SparkSession) -> None:
    """A server that has gone is asked again for about a minute, not for ten."""
    from pyspark.sql.connect.client.retries import DefaultPolicy

    session.client.set_retry_policies([DefaultPolicy(max_retries=RETRIES)])
