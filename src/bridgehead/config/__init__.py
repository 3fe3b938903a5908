"""The roof: settings, root addresses, servers and what runs when. Imports anything; nobody imports it."""
