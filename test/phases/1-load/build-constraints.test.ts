import { describe, expect, it } from 'vitest';
import {
  holds,
  impliedGoMinor,
  parseBuildExpression,
  parsePlusBuild,
  requiresIgnore,
} from '../../../src/phases/1-load/build-expression.js';
import { fileConstraint, fileGoMinor, suffixTags } from '../../../src/phases/1-load/file-constraint.js';
import { readHeader } from '../../../src/phases/1-load/file-header.js';

const linux = { goos: 'linux', goarch: 'amd64' };
const windows = { goos: 'windows', goarch: 'amd64' };
const android = { goos: 'android', goarch: 'arm64' };

describe('//go:build expressions', () => {
  it.each([
    ['linux', true, false],
    ['!linux', false, true],
    ['linux && amd64', true, false],
    ['darwin || windows', false, true],
    ['unix', true, false],
    ['cgo && gc', true, true],
    ['gccgo', false, false],
    ['go1.18', true, true],
    ['!go1.18', false, false],
    ['integration', false, false],
    ['!integration', true, true],
    ['!(darwin || windows) && !(arm64)', true, false],
    ['darwin || linux && amd64', true, false],
    ['((linux))', true, false],
  ])('%s', (text, onLinux, onWindows) => {
    const x = parseBuildExpression(text)!;
    expect(holds(x, linux)).toBe(onLinux);
    expect(holds(x, windows)).toBe(onWindows);
  });

  it('knows systems that satisfy another tag', () => {
    expect(holds(parseBuildExpression('linux')!, android)).toBe(true);
    expect(holds(parseBuildExpression('darwin')!, { goos: 'ios', goarch: 'arm64' })).toBe(true);
    expect(holds(parseBuildExpression('solaris')!, { goos: 'illumos', goarch: 'amd64' })).toBe(true);
  });

  it.each([
    '',
    '!!linux',
    'linux &&',
    '(linux',
    'linux)',
    'linux windows',
    'a & b',
    'linux,amd64',
    '('.repeat(5000),
    '!('.repeat(9e4),
  ])('refuses %.20s', (text) => {
    expect(parseBuildExpression(text)).toBeUndefined();
  });

  it('tells what needs the tag ignore', () => {
    expect(requiresIgnore(parseBuildExpression('ignore')!)).toBe(true);
    expect(requiresIgnore(parseBuildExpression('ignore && linux')!)).toBe(true);
    expect(requiresIgnore(parseBuildExpression('ignore || tools')!)).toBe(false);
    expect(requiresIgnore(parseBuildExpression('!ignore')!)).toBe(false);
    expect(requiresIgnore(parseBuildExpression('integration')!)).toBe(false);
  });

  it.each([
    ['linux && go1.22', 22],
    ['(linux && go1.22) || (windows && go1.20)', 20],
    ['linux', -1],
    ['linux || (windows && go1.22)', -1],
    ['!go1.22', -1],
    ['!(!go1.21 || windows)', 21],
    ['go1', 0],
  ])('%s implies go1.%d', (text, minor) => {
    expect(impliedGoMinor(parseBuildExpression(text)!)).toBe(minor);
  });

  it('reads +build: blanks are or, commas and', () => {
    const x = parsePlusBuild('linux,amd64 windows,!amd64');
    expect(holds(x, linux)).toBe(true);
    expect(holds(x, windows)).toBe(false);
    expect(holds(parsePlusBuild(''), linux)).toBe(false);
    expect(holds(parsePlusBuild('!!linux'), linux)).toBe(false);
  });
});

describe('the header of a file', () => {
  const active = (text: string, config = linux): boolean => fileConstraint('x.go', text).activeIn(config);

  it('go:build counts up to the package clause, in no block comment', () => {
    expect(active('//go:build windows\n\npackage p\n')).toBe(false);
    expect(active('//go:build windows\npackage p\n')).toBe(false);
    expect(active('/* x */\n//go:build windows\npackage p\n')).toBe(false);
    expect(active('/*\n//go:build windows\n*/\npackage p\n')).toBe(true);
    expect(active('package p\n\n//go:build windows\n')).toBe(true);
    expect(active('//go:buildwindows\npackage p\n')).toBe(true);
    expect(active('//go:build windows\r\n\r\npackage p\r\n')).toBe(false);
  });

  it('+build counts only above a blank line, and only without go:build', () => {
    expect(active('// +build windows\n\npackage p\n')).toBe(false);
    expect(active('// +build windows\npackage p\n')).toBe(true);
    expect(active('// +build linux\n// +build 386\n\npackage p\n')).toBe(false);
    expect(active('//go:build linux\n// +build windows\n\npackage p\n')).toBe(true);
    expect(active('/* x */\n// +build windows\n\npackage p\n')).toBe(true);
  });

  it('a malformed line makes the file active nowhere', () => {
    const c = fileConstraint('x.go', '//go:build linux &&\n\npackage p\n');
    expect(c.config).toBeUndefined();
    expect(c.header.malformed).toContain('does not parse');
    expect(readHeader('//go:build linux\n//go:build windows\npackage p\n').malformed).toContain('more than one');
  });

  it('is read in linear time', () => {
    const started = performance.now();
    readHeader(`${'/* x */ '.repeat(500_000)}\npackage p\n`);
    readHeader(`${'// +build linux\n'.repeat(200_000)}\npackage p\n`);
    readHeader(`${'\n'.repeat(2_000_000)}package p\n`);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

describe('file names', () => {
  it.each([
    ['x_linux.go', ['linux']],
    ['x_amd64.go', ['amd64']],
    ['x_windows_arm64.go', ['windows', 'arm64']],
    ['x_windows_test.go', ['windows']],
    ['x_linux_amd64_test.go', ['linux', 'amd64']],
    ['linux.go', []],
    ['_linux.go', ['linux']],
    ['x_unix.go', []],
    ['x_amd64_linux.go', ['linux']],
    ['x_foo.go', []],
    ['x_linux_extra.go', []],
    ['x_linux.pb.go', ['linux']],
    ['test.go', []],
    ['x_test.go', []],
  ])('%s', (name, tags) => {
    expect(suffixTags(name)).toEqual(tags);
  });

  it('join with the build line', () => {
    const c = fileConstraint('x_windows.go', '//go:build !amd64\n\npackage p\n');
    expect(c.config).toEqual({ goos: 'windows', goarch: '386' });
    expect(fileConstraint('x_windows.go', 'package p\n').activeIn(windows)).toBe(true);
    expect(fileConstraint('x_windows.go', '//go:build linux\n\npackage p\n').config).toBeUndefined();
  });
});

describe('go version of a file', () => {
  it.each([
    ['//go:build go1.23', 20, 23],
    ['//go:build go1.23', 25, 23],
    ['//go:build go1.18', 24, 21],
    ['//go:build go1.18', 16, 16],
    ['//go:build linux', 24, 24],
    ['// +build go1.23', 20, 20],
  ])('%s in a module of go 1.%d', (line, module, minor) => {
    expect(fileGoMinor(readHeader(`${line}\n\npackage p\n`), module)).toBe(minor);
  });
});
