import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Service } from 'kubernetes-models/v1/Service';

/** The kinds that the manifest has; each knows the schema of its version of the interface. */
const kinds = [Deployment, Job, PodDisruptionBudget, ConfigMap, Service];

/**
 * What is wrong with an object of Kubernetes by the schema of its kind. The schemas let pass what they
 * do not know, which a cluster would drop or refuse: a field that no schema has looked at is a fault.
 */
export function faultsOfManifest(object: object): readonly string[] {
  const { apiVersion, kind } = object as { readonly apiVersion: string; readonly kind: string };
  const Kind = kinds.find((each) => each.apiVersion === apiVersion && each.kind === kind);
  if (!Kind) return [`no kind ${apiVersion} ${kind}`];
  const unread = new Set<string>();
  const watched = watch(object, '', unread);
  const faults: string[] = [];
  try {
    // The schema's own reader, and not the model's copy, which reads all.
    Kind.prototype.validate.call(watched as never);
  } catch (error) {
    faults.push(`${kind}: ${(error as Error).message}`);
  }
  return [...faults, ...[...unread].map((path) => `${path}: not known`)];
}

/** The same object, which notes what of it nobody has read so far. */
function watch(value: unknown, path: string, unread: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, inner]) => {
    const at = `${path}/${name}`;
    unread.add(at);
    return [name, watch(inner, at, unread)] as const;
  });
  const copy = Array.isArray(value) ? fields.map(([, inner]) => inner) : Object.fromEntries(fields);
  return new Proxy(copy, {
    get(target, name) {
      unread.delete(`${path}/${String(name)}`);
      return Reflect.get(target, name);
    },
  });
}
