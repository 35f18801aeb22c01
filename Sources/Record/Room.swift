// Room for Record.
