"""Pages in production: ``granian --interface wsgi bridgehead.config.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

from bridgehead.config.memory import keep_connections, settle, with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bridgehead.config.settings")

application = with_room(get_wsgi_application())
keep_connections()
settle()
