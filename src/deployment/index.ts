/**
 * What a deployment knows of itself, shared by all of its nodes: the key of its hashes
 * (`hash-key`), in which form secrets are sealed (`sealing`), and which nodes there are
 * (`node-register`, `find-nodes`). Promises: no node seals what another node cannot open yet.
 */
export { type DeploymentNode, findNodes, hasEarlierNodes } from './find-nodes.ts';
export { countHashKeyByKey, openKeyedHash, resealHashKey } from './hash-key.ts';
export { createNodeRegister, type NodeRegister } from './node-register.ts';
export { findSealing, formsOf, setSealing } from './sealing.ts';
