import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Workspace } from '../../../src/phases/6-verify/workspace.js';

const change = {
  path: '/tree/a.go',
  displayPath: 'a.go',
  original: undefined,
  before: '',
  after: 'package a\n',
  maps: [],
};

describe('the workspace', () => {
  it('holds new contents outside of the tree, and tells what go prints of them', () => {
    const workspace = new Workspace();
    const overlay = workspace.overlay([change]);
    const { Replace } = JSON.parse(readFileSync(overlay.file, 'utf8')) as { Replace: Record<string, string> };
    const temporary = Replace['/tree/a.go']!;
    expect(readFileSync(temporary, 'utf8')).toBe('package a\n');
    expect(overlay.originalOf(temporary, '/tree')).toBe('/tree/a.go');
    expect(overlay.originalOf('./b.go', '/tree')).toBe('/tree/b.go');
    workspace.dispose();
    expect(existsSync(workspace.dir)).toBe(false);
  });

  it('goes away with a process that is asked to end', () => {
    // somebody else listens too: this process goes on
    const other = () => undefined;
    process.on('SIGTERM', other);
    const workspace = new Workspace();
    workspace.overlay([change]);
    expect(existsSync(join(workspace.dir, 'overlay0'))).toBe(true);
    process.emit('SIGTERM', 'SIGTERM');
    expect(existsSync(workspace.dir)).toBe(false);
    workspace.dispose();
    process.removeListener('SIGTERM', other);
    expect(process.listenerCount('SIGTERM')).toBe(0);
  });
});
