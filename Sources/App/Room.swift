// Room for App.
