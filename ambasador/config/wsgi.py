"""All pages: synchronous Django views."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ambasador.config.settings")
application = get_wsgi_application()
