/** Time, files and streams: see ../signatures.ts for the notation. */
export const system: Readonly<Record<string, string>> = {
  bufio: `
type ReadWriter struct{@*Reader; @*Writer}
    Available() int; AvailableBuffer() []byte; Discard(int) (int, error); Flush() error; Peek(int) ([]byte, error);
    Read([]byte) (int, error); ReadByte() (byte, error); ReadBytes(byte) ([]byte, error);
    ReadFrom(io.Reader) (int64, error); ReadLine() ([]byte, bool, error); ReadRune() (rune, int, error);
    ReadSlice(byte) ([]byte, error); ReadString(byte) (string, error); UnreadByte() error; UnreadRune() error;
    Write([]byte) (int, error); WriteByte(byte) error; WriteRune(rune) (int, error); WriteString(string) (int, error);
    WriteTo(io.Writer) (int64, error)
type Reader struct{}
    Buffered() int; Discard(int) (int, error); Peek(int) ([]byte, error); Read([]byte) (int, error);
    ReadByte() (byte, error); ReadBytes(byte) ([]byte, error); ReadLine() ([]byte, bool, error);
    ReadRune() (rune, int, error); ReadSlice(byte) ([]byte, error); ReadString(byte) (string, error);
    Reset(io.Reader); Size() int; UnreadByte() error; UnreadRune() error; WriteTo(io.Writer) (int64, error)
type Scanner struct{}
    Buffer([]byte, int); Bytes() []byte; Err() error; Scan() bool; Split(SplitFunc); Text() string
type SplitFunc func([]byte, bool) (int, []byte, error)
type Writer struct{}
    Available() int; AvailableBuffer() []byte; Buffered() int; Flush() error; ReadFrom(io.Reader) (int64, error);
    Reset(io.Writer); Size() int; Write([]byte) (int, error); WriteByte(byte) error; WriteRune(rune) (int, error);
    WriteString(string) (int, error)
var ErrAdvanceTooFar error
var ErrBadReadCount error
var ErrBufferFull error
var ErrFinalToken error
var ErrInvalidUnreadByte error
var ErrInvalidUnreadRune error
var ErrNegativeAdvance error
var ErrNegativeCount error
var ErrTooLong error
func NewReadWriter(*Reader, *Writer) *ReadWriter
func NewReader(io.Reader) *Reader
func NewReaderSize(io.Reader, int) *Reader
func NewScanner(io.Reader) *Scanner
func NewWriter(io.Writer) *Writer
func NewWriterSize(io.Writer, int) *Writer
func ScanBytes([]byte, bool) (int, []byte, error)
func ScanLines([]byte, bool) (int, []byte, error)
func ScanRunes([]byte, bool) (int, []byte, error)
func ScanWords([]byte, bool) (int, []byte, error)
const MaxScanTokenSize untyped int
`,
  io: `
type ByteReader interface{ReadByte() (byte, error)}
type ByteScanner interface{ReadByte() (byte, error); UnreadByte() error}
type ByteWriter interface{WriteByte(byte) error}
type Closer interface{Close() error}
type LimitedReader struct{R Reader; N int64}
    Read([]byte) (int, error)
type OffsetWriter struct{}
    Seek(int64, int) (int64, error); Write([]byte) (int, error); WriteAt([]byte, int64) (int, error)
type PipeReader struct{}
    Close() error; CloseWithError(error) error; Read([]byte) (int, error)
type PipeWriter struct{}
    Close() error; CloseWithError(error) error; Write([]byte) (int, error)
type ReadCloser interface{Close() error; Read([]byte) (int, error)}
type ReadSeekCloser interface{Close() error; Read([]byte) (int, error); Seek(int64, int) (int64, error)}
type ReadSeeker interface{Read([]byte) (int, error); Seek(int64, int) (int64, error)}
type ReadWriteCloser interface{Close() error; Read([]byte) (int, error); Write([]byte) (int, error)}
type ReadWriteSeeker interface{Read([]byte) (int, error); Seek(int64, int) (int64, error); Write([]byte) (int, error)}
type ReadWriter interface{Read([]byte) (int, error); Write([]byte) (int, error)}
type Reader interface{Read([]byte) (int, error)}
type ReaderAt interface{ReadAt([]byte, int64) (int, error)}
type ReaderFrom interface{ReadFrom(Reader) (int64, error)}
type RuneReader interface{ReadRune() (rune, int, error)}
type RuneScanner interface{ReadRune() (rune, int, error); UnreadRune() error}
type SectionReader struct{}
    Outer() (ReaderAt, int64, int64); Read([]byte) (int, error); ReadAt([]byte, int64) (int, error);
    Seek(int64, int) (int64, error); Size() int64
type Seeker interface{Seek(int64, int) (int64, error)}
type StringWriter interface{WriteString(string) (int, error)}
type WriteCloser interface{Close() error; Write([]byte) (int, error)}
type WriteSeeker interface{Seek(int64, int) (int64, error); Write([]byte) (int, error)}
type Writer interface{Write([]byte) (int, error)}
type WriterAt interface{WriteAt([]byte, int64) (int, error)}
type WriterTo interface{WriteTo(Writer) (int64, error)}
func Copy(Writer, Reader) (int64, error)
func CopyBuffer(Writer, Reader, []byte) (int64, error)
func CopyN(Writer, Reader, int64) (int64, error)
var Discard Writer
var EOF error
var ErrClosedPipe error
var ErrNoProgress error
var ErrShortBuffer error
var ErrShortWrite error
var ErrUnexpectedEOF error
func LimitReader(Reader, int64) Reader
func MultiReader(...Reader) Reader
func MultiWriter(...Writer) Writer
func NewOffsetWriter(WriterAt, int64) *OffsetWriter
func NewSectionReader(ReaderAt, int64, int64) *SectionReader
func NopCloser(Reader) ReadCloser
func Pipe() (*PipeReader, *PipeWriter)
func ReadAll(Reader) ([]byte, error)
func ReadAtLeast(Reader, []byte, int) (int, error)
func ReadFull(Reader, []byte) (int, error)
func TeeReader(Reader, Writer) Reader
func WriteString(Writer, string) (int, error)
const SeekCurrent, SeekEnd, SeekStart untyped int
`,
  log: `
type Logger struct{}
    Fatal(...any); Fatalf(string, ...any); Fatalln(...any); Flags() int; Output(int, string) error; Panic(...any);
    Panicf(string, ...any); Panicln(...any); Prefix() string; Print(...any); Printf(string, ...any); Println(...any);
    SetFlags(int); SetOutput(io.Writer); SetPrefix(string); Writer() io.Writer
func Default() *Logger
func Fatal(...any)
func Fatalf(string, ...any)
func Fatalln(...any)
func Flags() int
func New(io.Writer, string, int) *Logger
func Output(int, string) error
func Panic(...any)
func Panicf(string, ...any)
func Panicln(...any)
func Prefix() string
func Print(...any)
func Printf(string, ...any)
func Println(...any)
func SetFlags(int)
func SetOutput(io.Writer)
func SetPrefix(string)
func Writer() io.Writer
const LUTC, Ldate, Llongfile, Lmicroseconds, Lmsgprefix, Lshortfile, LstdFlags, Ltime untyped int
`,
  os: `
type File struct{}
    Chdir() error; Chmod(io/fs.FileMode) error; Chown(int, int) error; Close() error; Fd() uintptr; Name() string;
    Read([]byte) (int, error); ReadAt([]byte, int64) (int, error); ReadDir(int) ([]io/fs.DirEntry, error);
    ReadFrom(io.Reader) (int64, error); Readdir(int) ([]io/fs.FileInfo, error); Readdirnames(int) ([]string, error);
    Seek(int64, int) (int64, error); SetDeadline(time.Time) error; SetReadDeadline(time.Time) error;
    SetWriteDeadline(time.Time) error; Stat() (io/fs.FileInfo, error); Sync() error;
    SyscallConn() (syscall.RawConn, error); Truncate(int64) error; Write([]byte) (int, error);
    WriteAt([]byte, int64) (int, error); WriteString(string) (int, error); WriteTo(io.Writer) (int64, error)
type LinkError struct{Op string; Old string; New string; Err error}
    Error() string; Unwrap() error
type ProcAttr struct{Dir string; Env []string; Files []*File; Sys *syscall.SysProcAttr}
type Process struct{Pid int}
    Kill() error; Release() error; Signal(Signal) error; Wait() (*ProcessState, error);
    WithHandle(func(uintptr)) error
type ProcessState struct{}
    ExitCode() int; Exited() bool; Pid() int; String() string; Success() bool; Sys() any; SysUsage() any;
    SystemTime() time.Duration; UserTime() time.Duration
type Root struct{}
    Chmod(string, io/fs.FileMode) error; Chown(string, int, int) error; Chtimes(string, time.Time, time.Time) error;
    Close() error; Create(string) (*File, error); FS() io/fs.FS; Lchown(string, int, int) error;
    Link(string, string) error; Lstat(string) (io/fs.FileInfo, error); Mkdir(string, io/fs.FileMode) error;
    MkdirAll(string, io/fs.FileMode) error; Name() string; Open(string) (*File, error);
    OpenFile(string, int, io/fs.FileMode) (*File, error); OpenRoot(string) (*Root, error);
    ReadFile(string) ([]byte, error); Readlink(string) (string, error); Remove(string) error; RemoveAll(string) error;
    Rename(string, string) error; Stat(string) (io/fs.FileInfo, error); Symlink(string, string) error;
    WriteFile(string, []byte, io/fs.FileMode) error
type Signal interface{Signal(); String() string}
type SyscallError struct{Syscall string; Err error}
    Error() string; Timeout() bool; Unwrap() error
var Args []string
func Chdir(string) error
func Chmod(string, io/fs.FileMode) error
func Chown(string, int, int) error
func Chtimes(string, time.Time, time.Time) error
func Clearenv()
func CopyFS(string, io/fs.FS) error
func Create(string) (*File, error)
func CreateTemp(string, string) (*File, error)
func DirFS(string) io/fs.FS
func Environ() []string
var ErrClosed error
var ErrDeadlineExceeded error
var ErrExist error
var ErrInvalid error
var ErrNoDeadline error
var ErrNoHandle error
var ErrNotExist error
var ErrPermission error
var ErrProcessDone error
func Executable() (string, error)
func Exit(int)
func Expand(string, func(string) string) string
func ExpandEnv(string) string
func FindProcess(int) (*Process, error)
func Getegid() int
func Getenv(string) string
func Geteuid() int
func Getgid() int
func Getgroups() ([]int, error)
func Getpagesize() int
func Getpid() int
func Getppid() int
func Getuid() int
func Getwd() (string, error)
func Hostname() (string, error)
var Interrupt Signal
func IsExist(error) bool
func IsNotExist(error) bool
func IsPathSeparator(uint8) bool
func IsPermission(error) bool
func IsTimeout(error) bool
var Kill Signal
func Lchown(string, int, int) error
func Link(string, string) error
func LookupEnv(string) (string, bool)
func Lstat(string) (io/fs.FileInfo, error)
func Mkdir(string, io/fs.FileMode) error
func MkdirAll(string, io/fs.FileMode) error
func MkdirTemp(string, string) (string, error)
func NewFile(uintptr, string) *File
func NewSyscallError(string, error) error
func Open(string) (*File, error)
func OpenFile(string, int, io/fs.FileMode) (*File, error)
func OpenInRoot(string, string) (*File, error)
func OpenRoot(string) (*Root, error)
func Pipe() (*File, *File, error)
func ReadDir(string) ([]io/fs.DirEntry, error)
func ReadFile(string) ([]byte, error)
func Readlink(string) (string, error)
func Remove(string) error
func RemoveAll(string) error
func Rename(string, string) error
func SameFile(io/fs.FileInfo, io/fs.FileInfo) bool
func Setenv(string, string) error
func StartProcess(string, []string, *ProcAttr) (*Process, error)
func Stat(string) (io/fs.FileInfo, error)
var Stderr *File
var Stdin *File
var Stdout *File
func Symlink(string, string) error
func TempDir() string
func Truncate(string, int64) error
func Unsetenv(string) error
func UserCacheDir() (string, error)
func UserConfigDir() (string, error)
func UserHomeDir() (string, error)
func WriteFile(string, []byte, io/fs.FileMode) error
const DevNull untyped string
const ModeAppend, ModeCharDevice, ModeDevice, ModeDir, ModeExclusive, ModeIrregular, ModeNamedPipe io/fs.FileMode
const ModePerm, ModeSetgid, ModeSetuid, ModeSocket, ModeSticky, ModeSymlink, ModeTemporary io/fs.FileMode
const ModeType io/fs.FileMode
const O_APPEND, O_CREATE, O_EXCL, O_RDONLY, O_RDWR, O_SYNC, O_TRUNC, O_WRONLY, SEEK_CUR, SEEK_END, SEEK_SET int
const PathListSeparator, PathSeparator untyped rune
`,
  path: `
func Base(string) string
func Clean(string) string
func Dir(string) string
var ErrBadPattern error
func Ext(string) string
func IsAbs(string) bool
func Join(...string) string
func Match(string, string) (bool, error)
func Split(string) (string, string)
`,
  'path/filepath': `
type WalkFunc func(string, io/fs.FileInfo, error) error
func Abs(string) (string, error)
func Base(string) string
func Clean(string) string
func Dir(string) string
var ErrBadPattern error
func EvalSymlinks(string) (string, error)
func Ext(string) string
func FromSlash(string) string
func Glob(string) ([]string, error)
func HasPrefix(string, string) bool
func IsAbs(string) bool
func IsLocal(string) bool
func Join(...string) string
func Localize(string) (string, error)
func Match(string, string) (bool, error)
func Rel(string, string) (string, error)
var SkipAll error
var SkipDir error
func Split(string) (string, string)
func SplitList(string) []string
func ToSlash(string) string
func VolumeName(string) string
func Walk(string, WalkFunc) error
func WalkDir(string, io/fs.WalkDirFunc) error
const ListSeparator, Separator untyped rune
`,
  time: `
type Duration int64
    Abs() Duration; Hours() float64; Microseconds() int64; Milliseconds() int64; Minutes() float64;
    Nanoseconds() int64; Round(Duration) Duration; Seconds() float64; String() string; Truncate(Duration) Duration
type Location struct{}
    String() string
type Month int
    String() string
type ParseError struct{Layout string; Value string; LayoutElem string; ValueElem string; Message string}
    Error() string
type Ticker struct{C <-chan Time}
    Reset(Duration); Stop()
type Time struct{}
    Add(Duration) Time; AddDate(int, int, int) Time; After(Time) bool; AppendBinary([]byte) ([]byte, error);
    AppendFormat([]byte, string) []byte; AppendText([]byte) ([]byte, error); Before(Time) bool;
    Clock() (int, int, int); Compare(Time) int; Date() (int, Month, int); Day() int; Equal(Time) bool;
    Format(string) string; GoString() string; GobDecode([]byte) error; GobEncode() ([]byte, error); Hour() int;
    ISOWeek() (int, int); In(*Location) Time; IsDST() bool; IsZero() bool; Local() Time; Location() *Location;
    MarshalBinary() ([]byte, error); MarshalJSON() ([]byte, error); MarshalText() ([]byte, error); Minute() int;
    Month() Month; Nanosecond() int; Round(Duration) Time; Second() int; String() string; Sub(Time) Duration;
    Truncate(Duration) Time; UTC() Time; Unix() int64; UnixMicro() int64; UnixMilli() int64; UnixNano() int64;
    UnmarshalBinary([]byte) error; UnmarshalJSON([]byte) error; UnmarshalText([]byte) error; Weekday() Weekday;
    Year() int; YearDay() int; Zone() (string, int); ZoneBounds() (Time, Time)
type Timer struct{C <-chan Time}
    Reset(Duration) bool; Stop() bool
type Weekday int
    String() string
func After(Duration) <-chan Time
func AfterFunc(Duration, func()) *Timer
func Date(int, Month, int, int, int, int, int, *Location) Time
func FixedZone(string, int) *Location
func LoadLocation(string) (*Location, error)
func LoadLocationFromTZData(string, []byte) (*Location, error)
var Local *Location
func NewTicker(Duration) *Ticker
func NewTimer(Duration) *Timer
func Now() Time
func Parse(string, string) (Time, error)
func ParseDuration(string) (Duration, error)
func ParseInLocation(string, string, *Location) (Time, error)
func Since(Time) Duration
func Sleep(Duration)
func Tick(Duration) <-chan Time
var UTC *Location
func Unix(int64, int64) Time
func UnixMicro(int64) Time
func UnixMilli(int64) Time
func Until(Time) Duration
const ANSIC, DateOnly, DateTime, Kitchen, Layout, RFC1123, RFC1123Z, RFC3339, RFC3339Nano, RFC822 untyped string
const RFC822Z, RFC850, RubyDate, Stamp, StampMicro, StampMilli, StampNano, TimeOnly, UnixDate untyped string
const April, August, December, February, January, July, June, March, May, November, October, September Month
const Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday Weekday
const Hour, Microsecond, Millisecond, Minute, Nanosecond, Second Duration
`,
};
