import type { BuildConfig } from '../../model/source.js';

// Names from Go's internal/syslist. Facts; a name not listed here makes no file-name constraint.

/** Every GOOS that a file-name suffix may name, past and future ones among them. */
export const KNOWN_OS: ReadonlySet<string> = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos'.split(
    ' ',
  ),
);

/** Every GOARCH that a file-name suffix may name. */
export const KNOWN_ARCH: ReadonlySet<string> = new Set(
  (
    '386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ' +
    'ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm'
  ).split(' '),
);

/** Systems on which the tag `unix` holds. */
export const UNIX_OS: ReadonlySet<string> = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios linux netbsd openbsd solaris'.split(' '),
);

/** Systems that also satisfy another system's tag. */
export const ALSO_OS: Readonly<Record<string, string>> = { android: 'linux', illumos: 'solaris', ios: 'darwin' };

/** The ports that Go supports, the common ones first: a file's `config` is the first that it is active in. */
export const CONFIGURATIONS: readonly BuildConfig[] = (
  'linux/amd64 darwin/arm64 windows/amd64 linux/arm64 darwin/amd64 linux/386 linux/arm windows/386 windows/arm64 ' +
  'freebsd/amd64 openbsd/amd64 netbsd/amd64 js/wasm wasip1/wasm android/arm64 ios/arm64 ' +
  'linux/ppc64le linux/s390x linux/riscv64 linux/loong64 linux/ppc64 linux/mips64le linux/mips64 linux/mipsle linux/mips ' +
  'solaris/amd64 illumos/amd64 dragonfly/amd64 aix/ppc64 plan9/amd64 plan9/386 plan9/arm ' +
  'freebsd/arm64 freebsd/386 freebsd/arm freebsd/riscv64 openbsd/arm64 openbsd/386 openbsd/arm openbsd/ppc64 openbsd/riscv64 ' +
  'netbsd/arm64 netbsd/386 netbsd/arm android/amd64 android/386 android/arm ios/amd64 windows/arm openbsd/mips64'
)
  .split(' ')
  .map((pair) => {
    const [goos, goarch] = pair.split('/') as [string, string];
    return { goos, goarch };
  });

/** The configuration that external packages are read in. */
export const HOST_CONFIGURATION: BuildConfig = CONFIGURATIONS[0]!;
