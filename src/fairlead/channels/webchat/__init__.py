"""Web chat: translates between the widget's frames and the timeline. Sockets themselves belong to `live`."""
