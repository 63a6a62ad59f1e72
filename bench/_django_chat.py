"""The peer: a chat as tutorials build it with Django Channels and Redis, one ORM insert per message. Runs in an
environment of its own (bench/requirements-django.txt), with nothing of ours in it.

    python bench/_django_chat.py migrate|PORT       (DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, REDIS_URL)
"""

# ruff: noqa: ANN001, ANN003, ANN202, E402
import os
import sys

import django
from django.conf import settings

settings.configure(
    DEBUG=False,
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    USE_TZ=True,
    INSTALLED_APPS=["channels"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": os.environ["DATABASE_HOST"],
            "PORT": os.environ["DATABASE_PORT"],
            "NAME": os.environ["DATABASE_NAME"],
            "USER": "fairlead",
            "CONN_MAX_AGE": None,
        }
    },
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            # Wide enough that nothing is dropped under load.
            "CONFIG": {"hosts": [os.environ["REDIS_URL"]], "capacity": 100_000},
        }
    },
)
django.setup()

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.db import connection, models


class Message(models.Model):
    client_id = models.UUIDField(unique=True)
    conversation = models.CharField(max_length=32, db_index=True)
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "chat"


class Chat(AsyncJsonWebsocketConsumer):
    """A room per conversation, named in the address."""

    async def connect(self):
        self.room = self.scope["query_string"].decode()
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.accept()
        await self.send_json({"type": "welcome"})

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.room, self.channel_name)

    async def receive_json(self, content, **kwargs):
        if content["type"] != "send":
            return
        row = await Message.objects.acreate(
            client_id=content["client_id"], conversation=self.room, text=content["text"]
        )
        await self.send_json_compactly({"type": "ack", "client_id": content["client_id"], "public_number": row.id})
        entry = {"id": row.id, "public_number": row.id, "text": row.text, "at": row.created_at.isoformat()}
        await self.channel_layer.group_send(self.room, {"type": "chat.entry", "entry": entry})

    async def chat_entry(self, event):
        await self.send_json_compactly({"type": "entry", "entry": event["entry"]})

    async def send_json_compactly(self, value):
        import json

        # The load generator counts `"type":"ack"`: no blank after the colon.
        await self.send(text_data=json.dumps(value, separators=(",", ":")))


def main(what: str) -> None:
    if what == "migrate":
        with connection.schema_editor() as editor:
            editor.create_model(Message)
        return
    import uvicorn

    uvicorn.run(
        Chat.as_asgi(), host="127.0.0.1", port=int(what), loop="uvloop", lifespan="off", log_level="error", backlog=4096
    )


if __name__ == "__main__":
    main(sys.argv[1])
