import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A DNS server over UDP that knows the names that it was told. */
export interface NameServer {
  /** As `address:port`. */
  readonly address: string;
  /** Names asked for, with the type: `A receiver.test`. */
  readonly questions: readonly string[];
  close(): Promise<void>;
}

const types: Readonly<Record<number, string>> = { 1: 'A', 28: 'AAAA' };

/** `records` gives the IPv4 addresses of names; all other names do not exist. */
export async function createNameServer(
  records: Readonly<Record<string, readonly string[]>>,
): Promise<NameServer> {
  const questions: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const { name, end } = readName(query);
    const type = types[query.readUInt16BE(end)] ?? 'other';
    questions.push(`${type} ${name}`);
    const known = records[name];
    const found = type === 'A' ? (known ?? []) : [];
    socket.send(answerTo(query.subarray(0, end + 4), known !== undefined, found), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    questions,
    async close() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

/** The name of the one question, and where it ends. */
function readName(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: at + 1 };
}

const notFound = 3;

function answerTo(question: Buffer, isKnown: boolean, addresses: readonly string[]): Buffer {
  const header = Buffer.from(question.subarray(0, 12));
  header.writeUInt16BE(0x8180 | (isKnown ? 0 : notFound), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8);
  const answers = addresses.map((address) => {
    // The name as a pointer to the question, type A, class IN, 60 s, 4 bytes.
    const record = Buffer.from('c00c00010001000000' + '3c0004', 'hex');
    return Buffer.concat([record, Buffer.from(address.split('.').map(Number))]);
  });
  return Buffer.concat([header, question.subarray(12), ...answers]);
}
