// Room for Insight.
