import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { load } from '../../../src/phases/1-load/index.js';
import { bind } from '../../../src/phases/2-bind/index.js';
import { find } from '../../../src/phases/3-find/index.js';

/** Wrappers that can each stand around any other: their paths are as many as the orders of the wrappers, unless they are cut. */
function wrapper(index: number): string {
  return `
type layer${index} struct {
	inner${index} Layer
	done${index} chan struct{}
}

func (l *layer${index}) Close() {
	l.inner${index}.Close()
	close(l.done${index})
}
`;
}

it('ends on a program whose types wrap one another in any order', { timeout: 20_000 }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'mapguard-wrappers-'));
  try {
    const types = Array.from({ length: 14 }, (_, index) => wrapper(index)).join('');
    writeFileSync(join(directory, 'go.mod'), 'module example.com/layers\n\ngo 1.21\n');
    writeFileSync(
      join(directory, 'layers.go'),
      `package layers\n\n// Layer is closed once.\ntype Layer interface{ Close() }\n\nvar open = map[string]Layer{}\n\n// CloseAll closes what is open.\nfunc CloseAll() {\n\tfor name, l := range open {\n\t\tl.Close()\n\t\tdelete(open, name)\n\t}\n}\n${types}`,
    );
    const { program } = await load({ cwd: directory, patterns: ['./...'] });
    const { maps } = find(program, bind(program), {
      configuration: { spawners: [], tests: false },
      ignored: new Map(),
    });
    expect(maps.map((map) => `${map.name} ${map.verdict}`)).toEqual(['open unsafe']);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
