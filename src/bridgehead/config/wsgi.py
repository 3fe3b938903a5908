"""Pages in production: ``granian --interface wsgi bridgehead.config.wsgi:application``."""

import os

from django.core.wsgi import get_wsgi_application

from bridgehead.config.memory import keep_connections, settle

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bridgehead.config.settings")

application = get_wsgi_application()
keep_connections()
settle()
