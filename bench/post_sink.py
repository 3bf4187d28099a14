"""A mail server that takes everything, keeps nothing but who got which letter, and counts.

    python -m bench.post_sink PORT

Writes a line for each letter to its standard output: the envelope's recipient and the Message-ID's
digest. It speaks as little SMTP (RFC 5321) as Django's client needs, so that it is not what is
measured.
"""

import asyncio
import sys
from hashlib import blake2b

ANSWERS = {
    b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n",
    b"HELO": b"250 sink\r\n",
    b"MAIL": b"250 OK\r\n",
    b"RSET": b"250 OK\r\n",
    b"NOOP": b"250 OK\r\n",
}
END = b"\r\n.\r\n"


async def main(port: int) -> None:
    server = await asyncio.start_server(_talk, "127.0.0.1", port, limit=1 << 22)
    async with server:
        await server.serve_forever()


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    to = b""
    writer.write(b"220 sink\r\n")
    while line := await reader.readline():
        word = line[:4].upper()
        if word == b"QUIT":
            writer.write(b"221 bye\r\n")
            break
        if word == b"RCPT":
            to = line[8:].strip().strip(b"<>")
            writer.write(b"250 OK\r\n")
        elif word == b"DATA":
            writer.write(b"354 go on\r\n")
            letter = await reader.readuntil(END)
            sys.stdout.write(f"{to.decode()} {_digest(letter)}\n")
            writer.write(b"250 OK\r\n")
        else:
            writer.write(ANSWERS.get(word, b"250 OK\r\n"))
    writer.close()


def _digest(letter: bytes) -> str:
    """Of the Message-ID: the same letter sent again has the same."""
    head = letter.partition(b"\r\n\r\n")[0].lower()
    value = head.partition(b"message-id:")[2].partition(b"\r\n")[0].strip()
    return blake2b(value, digest_size=8).hexdigest()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
