"""Words that open statements, put together at random: always a report, never an error."""

from __future__ import annotations

import random

from yipan.reading.check import check

WORDS = """
⏎ 上年为 较上年的 比上年 由 增至 降至 增加 减少 增长 下降 占 占比 其中 合计
分别为 是 的 倍 不到 近 超过 三成 一半 三分之一 人均 贡献率 拉动 提高 高于 低于
全市 全省 全国 云州 城镇 乡村 收入 支出 总额 2023年 2020年 上半年 120万人 50万人
41.7% 3.2亿元 0.6个百分点 17家 8.0 5项 、 ， ； 。 （ ） 年均 两年平均 翻一番
余额 之比 率 目标 完成 突破 连续三年 首位 依次 均
"""
FRAGMENTS = [word.replace("⏎", "\n") for word in WORDS.split()]
TEXTS = 250


def test_fragments_in_any_order_are_read() -> None:
    """上年为120万人，上年为50万人，占41.7%: only bases stand before the share."""
    dice = random.Random(20)
    texts = ["上年为120万人，上年为50万人，占41.7%。"]
    texts += ["".join(dice.choices(FRAGMENTS, k=dice.randint(8, 60))) for _ in range(TEXTS)]
    for text in texts:
        check(text)
