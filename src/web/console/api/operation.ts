export type { Operation } from 'glucose-gateway-client';
