// Loaded before the first TypeScript file, since an older Node could not even read that one.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `Glucose Gateway needs Node 22.18 or later to run, and this is ${process.version}. ` +
      'On Linux "npm ci" installs the right one; elsewhere install Node 24.\n',
  );
  process.exit(1);
}
