import { isObjectType } from 'graphql';
import { isUuid } from '#std/ids';
import { builder } from './builder.ts';
import { InvalidArgument } from './failures.ts';
import { decodeGlobalId, encodeGlobalId } from './global-id.ts';

const uuidLength = 36;

builder.queryField('node', (t) =>
  t.node({
    description:
      'Finds anything that has a global id. Null when there is none, or none that you may see.',
    authScopes: { key: 'read', token: 'read' },
    args: {
      id: t.arg.id({ required: true, description: 'A global id, as `id` fields give it.' }),
    },
    id: (_parent, args, _context, { schema }) => {
      const { typename, id } = decodeGlobalId(args.id, 'id');
      const type = schema.getType(typename);
      const isNode = isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node');
      if (!isNode || !isUuid(id.slice(0, uuidLength))) {
        throw new InvalidArgument('id', 'the global id of a node, like "User:<uuid>"');
      }
      return encodeGlobalId(typename, id);
    },
  }),
);
