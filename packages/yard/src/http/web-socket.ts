import { createHash } from "node:crypto";
import type { Duplex } from "node:stream";

/** The constant of RFC 6455 that an accepting server mixes into the client's key. */
const accepted = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

const opcode = { text: 0x1, close: 0x8 } as const;

/** Answers a WebSocket's handshake. */
export function acceptWebSocket(socket: Duplex, key: string, extensions: string | null): void {
  const answer = createHash("sha1")
    .update(key + accepted)
    .digest("base64");
  const lines = [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${answer}`,
    ...(extensions === null ? [] : [`Sec-WebSocket-Extensions: ${extensions}`]),
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
}

/** Sends every chunk as one text message, and closes with code 1000 behind the last. What the client says is not read. */
export async function sendMessages(socket: Duplex, messages: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const message of messages) {
    if (socket.destroyed) return;
    if (!socket.write(frame(opcode.text, message))) await drained(socket);
  }
  socket.end(frame(opcode.close, new Uint8Array([0x03, 0xe8])));
}

/** One unmasked frame, the last of its message. */
function frame(kind: number, payload: Uint8Array): Buffer {
  const { length } = payload;
  const size = length < 126 ? Buffer.alloc(2) : length < 65_536 ? Buffer.alloc(4) : Buffer.alloc(10);
  size[0] = 0x80 | kind;
  size[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (size.length === 4) size.writeUInt16BE(length, 2);
  if (size.length === 10) size.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([size, payload]);
}

function drained(socket: Duplex): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ["drain", "close", "error"]) socket.once(event, () => resolve());
  });
}
