import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { freePort, newFolder, own, run, start } from '#test/system-programs';

const root = resolve(import.meta.dirname, '../..');

/**
 * nginx by the example of the docs, as it stands but for addresses and the certificate, before one
 * node or two.
 */
export async function startNginx(
  firstPort: number,
  secondPort?: number,
): Promise<{ https: number; http: number; accessLog: string }> {
  const folder = await newFolder();
  const certificate = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-subj', '/CN=gateway.example.com', '-out', certificate[0] ?? ''],
    ...['-keyout', certificate[1] ?? ''],
  ]);
  const accessLog = join(folder, 'access.log');
  const [https, http] = [await freePort(), await freePort()];
  const text = await readFile(join(root, 'deploy/nginx/gateway.conf'), 'utf8');
  const site = text
    .replaceAll('127.0.0.1:4000', `127.0.0.1:${firstPort}`)
    .replace(/# (server 127\.0\.0\.1:)4001/, secondPort ? `$1${secondPort}` : '$&')
    .replace(/listen 443/, `listen 127.0.0.1:${https}`)
    .replace(/listen 80/, `listen 127.0.0.1:${http}`)
    .replace(/^ *listen \[::\].*\n/gm, '')
    .replace('/etc/ssl/gateway/fullchain.pem', certificate[0] ?? '')
    .replace('/var/log/nginx/access.log', accessLog)
    .replace('/etc/ssl/gateway/privkey.pem', certificate[1] ?? '');
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const file = join(folder, 'nginx.conf');
  await writeFile(
    file,
    `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {}
    http { access_log off; ${places.join(' ')}\n${site}\n}`,
  );
  await own(folder);
  start('nginx', ['-c', file, '-e', join(folder, 'error.log')]);
  return { https, http, accessLog };
}
