"""Simulate 推: account, forecast, assume, test.

Four layers that are never mixed: exact accounting of a stated lever, a baseline by a method that
beat drift in the back-test, assumed responses, and tests of what can be claimed at all.
"""
