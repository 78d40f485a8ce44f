/** Tests: see ../signatures.ts for the notation. */
export const testing: Readonly<Record<string, string>> = {
  testing: `
type B struct{N int}
    ArtifactDir() string; Attr(string, string); Chdir(string); Cleanup(func()); Context() context.Context;
    Elapsed() time.Duration; Error(...any); Errorf(string, ...any); Fail(); FailNow(); Failed() bool; Fatal(...any);
    Fatalf(string, ...any); Helper(); Log(...any); Logf(string, ...any); Loop() bool; Name() string;
    Output() io.Writer; ReportAllocs(); ReportMetric(float64, string); ResetTimer(); Run(string, func(*B)) bool;
    RunParallel(func(*PB)); SetBytes(int64); SetParallelism(int); Setenv(string, string); Skip(...any); SkipNow();
    Skipf(string, ...any); Skipped() bool; StartTimer(); StopTimer(); TempDir() string
type BenchmarkResult struct{N int; T time.Duration; Bytes int64; MemAllocs uint64; MemBytes uint64;
    Extra map[string]float64}
    AllocedBytesPerOp() int64; AllocsPerOp() int64; MemString() string; NsPerOp() int64; String() string
type Cover struct{Mode string; Counters map[string][]uint32; Blocks map[string][]CoverBlock; CoveredPackages string}
type CoverBlock struct{Line0 uint32; Col0 uint16; Line1 uint32; Col1 uint16; Stmts uint16}
type F struct{}
    Add(...any); ArtifactDir() string; Attr(string, string); Chdir(string); Cleanup(func());
    Context() context.Context; Error(...any); Errorf(string, ...any); Fail(); FailNow(); Failed() bool; Fatal(...any);
    Fatalf(string, ...any); Fuzz(any); Helper(); Log(...any); Logf(string, ...any); Name() string; Output() io.Writer;
    Setenv(string, string); Skip(...any); SkipNow(); Skipf(string, ...any); Skipped() bool; TempDir() string
type InternalBenchmark struct{Name string; F func(*B)}
type InternalExample struct{Name string; F func(); Output string; Unordered bool}
type InternalFuzzTarget struct{Name string; Fn func(*F)}
type InternalTest struct{Name string; F func(*T)}
type M struct{}
    Run() int
type PB struct{}
    Next() bool
type T struct{}
    ArtifactDir() string; Attr(string, string); Chdir(string); Cleanup(func()); Context() context.Context;
    Deadline() (time.Time, bool); Error(...any); Errorf(string, ...any); Fail(); FailNow(); Failed() bool;
    Fatal(...any); Fatalf(string, ...any); Helper(); Log(...any); Logf(string, ...any); Name() string;
    Output() io.Writer; Parallel(); Run(string, func(*T)) bool; Setenv(string, string); Skip(...any); SkipNow();
    Skipf(string, ...any); Skipped() bool; TempDir() string
type TB interface{ArtifactDir() string; Attr(string, string); Chdir(string); Cleanup(func());
    Context() context.Context; Error(...any); Errorf(string, ...any); Fail(); FailNow(); Failed() bool;
    Fatal(...any); Fatalf(string, ...any); Helper(); Log(...any); Logf(string, ...any); Name() string;
    Output() io.Writer; Setenv(string, string); Skip(...any); SkipNow(); Skipf(string, ...any); Skipped() bool;
    TempDir() string}
func AllocsPerRun(int, func()) float64
func Benchmark(func(*B)) BenchmarkResult
func CoverMode() string
func Coverage() float64
func Init()
func Main(func(string, string) (bool, error), []InternalTest, []InternalBenchmark, []InternalExample)
func MainStart(testDeps, []InternalTest, []InternalBenchmark, []InternalFuzzTarget, []InternalExample) *M
func RegisterCover(Cover)
func RunBenchmarks(func(string, string) (bool, error), []InternalBenchmark)
func RunExamples(func(string, string) (bool, error), []InternalExample) bool
func RunTests(func(string, string) (bool, error), []InternalTest) bool
func Short() bool
func Testing() bool
func Verbose() bool
`,
};
