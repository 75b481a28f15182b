// Loaded before the first TypeScript file, since an older Node could not even read that one.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `Glucose Gateway needs Node 22.18 or later to run, and this is ${process.version}. ` +
      'On Linux "npm ci" installs the right one; elsewhere install Node 24.\n',
  );
  process.exit(1);
}

// What Node compiled is kept beside the packages, so that this process, the next one and those that
// they start begin sooner. Where that cannot be written, nothing is kept.
// biome-ignore lint/style/noProcessEnv: no setting of ours, and this is how Node tells its children.
process.env.NODE_COMPILE_CACHE ??= require('node:path').join(
  __dirname,
  '../../node_modules/.cache/compiled',
);
require('node:module').enableCompileCache();
