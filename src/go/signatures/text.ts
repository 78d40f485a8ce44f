/** Strings, formatting and errors: see ../signatures.ts for the notation. */
export const text: Readonly<Record<string, string>> = {
  bytes: `
type Buffer struct{}
    Available() int; AvailableBuffer() []byte; Bytes() []byte; Cap() int; Grow(int); Len() int; Next(int) []byte;
    Peek(int) ([]byte, error); Read([]byte) (int, error); ReadByte() (byte, error); ReadBytes(byte) ([]byte, error);
    ReadFrom(io.Reader) (int64, error); ReadRune() (rune, int, error); ReadString(byte) (string, error); Reset();
    String() string; Truncate(int); UnreadByte() error; UnreadRune() error; Write([]byte) (int, error);
    WriteByte(byte) error; WriteRune(rune) (int, error); WriteString(string) (int, error);
    WriteTo(io.Writer) (int64, error)
type Reader struct{}
    Len() int; Read([]byte) (int, error); ReadAt([]byte, int64) (int, error); ReadByte() (byte, error);
    ReadRune() (rune, int, error); Reset([]byte); Seek(int64, int) (int64, error); Size() int64; UnreadByte() error;
    UnreadRune() error; WriteTo(io.Writer) (int64, error)
func Clone([]byte) []byte
func Compare([]byte, []byte) int
func Contains([]byte, []byte) bool
func ContainsAny([]byte, string) bool
func ContainsFunc([]byte, func(rune) bool) bool
func ContainsRune([]byte, rune) bool
func Count([]byte, []byte) int
func Cut([]byte, []byte) ([]byte, []byte, bool)
func CutPrefix([]byte, []byte) ([]byte, bool)
func CutSuffix([]byte, []byte) ([]byte, bool)
func Equal([]byte, []byte) bool
func EqualFold([]byte, []byte) bool
var ErrTooLarge error
func Fields([]byte) [][]byte
func FieldsFunc([]byte, func(rune) bool) [][]byte
func FieldsFuncSeq([]byte, func(rune) bool) iter.Seq[[]byte]
func FieldsSeq([]byte) iter.Seq[[]byte]
func HasPrefix([]byte, []byte) bool
func HasSuffix([]byte, []byte) bool
func Index([]byte, []byte) int
func IndexAny([]byte, string) int
func IndexByte([]byte, byte) int
func IndexFunc([]byte, func(rune) bool) int
func IndexRune([]byte, rune) int
func Join([][]byte, []byte) []byte
func LastIndex([]byte, []byte) int
func LastIndexAny([]byte, string) int
func LastIndexByte([]byte, byte) int
func LastIndexFunc([]byte, func(rune) bool) int
func Lines([]byte) iter.Seq[[]byte]
func Map(func(rune) rune, []byte) []byte
func NewBuffer([]byte) *Buffer
func NewBufferString(string) *Buffer
func NewReader([]byte) *Reader
func Repeat([]byte, int) []byte
func Replace([]byte, []byte, []byte, int) []byte
func ReplaceAll([]byte, []byte, []byte) []byte
func Runes([]byte) []rune
func Split([]byte, []byte) [][]byte
func SplitAfter([]byte, []byte) [][]byte
func SplitAfterN([]byte, []byte, int) [][]byte
func SplitAfterSeq([]byte, []byte) iter.Seq[[]byte]
func SplitN([]byte, []byte, int) [][]byte
func SplitSeq([]byte, []byte) iter.Seq[[]byte]
func Title([]byte) []byte
func ToLower([]byte) []byte
func ToLowerSpecial(unicode.SpecialCase, []byte) []byte
func ToTitle([]byte) []byte
func ToTitleSpecial(unicode.SpecialCase, []byte) []byte
func ToUpper([]byte) []byte
func ToUpperSpecial(unicode.SpecialCase, []byte) []byte
func ToValidUTF8([]byte, []byte) []byte
func Trim([]byte, string) []byte
func TrimFunc([]byte, func(rune) bool) []byte
func TrimLeft([]byte, string) []byte
func TrimLeftFunc([]byte, func(rune) bool) []byte
func TrimPrefix([]byte, []byte) []byte
func TrimRight([]byte, string) []byte
func TrimRightFunc([]byte, func(rune) bool) []byte
func TrimSpace([]byte) []byte
func TrimSuffix([]byte, []byte) []byte
const MinRead untyped int
`,
  errors: `
func As(error, any) bool
func AsType[E error](error) (E, bool)
var ErrUnsupported error
func Is(error, error) bool
func Join(...error) error
func New(string) error
func Unwrap(error) error
`,
  fmt: `
type Formatter interface{Format(State, rune)}
type GoStringer interface{GoString() string}
type ScanState interface{Read([]byte) (int, error); ReadRune() (rune, int, error); SkipSpace();
    Token(bool, func(rune) bool) ([]byte, error); UnreadRune() error; Width() (int, bool)}
type Scanner interface{Scan(ScanState, rune) error}
type State interface{Flag(int) bool; Precision() (int, bool); Width() (int, bool); Write([]byte) (int, error)}
type Stringer interface{String() string}
func Append([]byte, ...any) []byte
func Appendf([]byte, string, ...any) []byte
func Appendln([]byte, ...any) []byte
func Errorf(string, ...any) error
func FormatString(State, rune) string
func Fprint(io.Writer, ...any) (int, error)
func Fprintf(io.Writer, string, ...any) (int, error)
func Fprintln(io.Writer, ...any) (int, error)
func Fscan(io.Reader, ...any) (int, error)
func Fscanf(io.Reader, string, ...any) (int, error)
func Fscanln(io.Reader, ...any) (int, error)
func Print(...any) (int, error)
func Printf(string, ...any) (int, error)
func Println(...any) (int, error)
func Scan(...any) (int, error)
func Scanf(string, ...any) (int, error)
func Scanln(...any) (int, error)
func Sprint(...any) string
func Sprintf(string, ...any) string
func Sprintln(...any) string
func Sscan(string, ...any) (int, error)
func Sscanf(string, string, ...any) (int, error)
func Sscanln(string, ...any) (int, error)
`,
  regexp: `
type Regexp struct{}
    AppendText([]byte) ([]byte, error); Copy() *Regexp; Expand([]byte, []byte, []byte, []int) []byte;
    ExpandString([]byte, string, string, []int) []byte; Find([]byte) []byte; FindAll([]byte, int) [][]byte;
    FindAllIndex([]byte, int) [][]int; FindAllString(string, int) []string; FindAllStringIndex(string, int) [][]int;
    FindAllStringSubmatch(string, int) [][]string; FindAllStringSubmatchIndex(string, int) [][]int;
    FindAllSubmatch([]byte, int) [][][]byte; FindAllSubmatchIndex([]byte, int) [][]int; FindIndex([]byte) []int;
    FindReaderIndex(io.RuneReader) []int; FindReaderSubmatchIndex(io.RuneReader) []int; FindString(string) string;
    FindStringIndex(string) []int; FindStringSubmatch(string) []string; FindStringSubmatchIndex(string) []int;
    FindSubmatch([]byte) [][]byte; FindSubmatchIndex([]byte) []int; LiteralPrefix() (string, bool); Longest();
    MarshalText() ([]byte, error); Match([]byte) bool; MatchReader(io.RuneReader) bool; MatchString(string) bool;
    NumSubexp() int; ReplaceAll([]byte, []byte) []byte; ReplaceAllFunc([]byte, func([]byte) []byte) []byte;
    ReplaceAllLiteral([]byte, []byte) []byte; ReplaceAllLiteralString(string, string) string;
    ReplaceAllString(string, string) string; ReplaceAllStringFunc(string, func(string) string) string;
    Split(string, int) []string; String() string; SubexpIndex(string) int; SubexpNames() []string;
    UnmarshalText([]byte) error
func Compile(string) (*Regexp, error)
func CompilePOSIX(string) (*Regexp, error)
func Match(string, []byte) (bool, error)
func MatchReader(string, io.RuneReader) (bool, error)
func MatchString(string, string) (bool, error)
func MustCompile(string) *Regexp
func MustCompilePOSIX(string) *Regexp
func QuoteMeta(string) string
`,
  strconv: `
type NumError struct{Func string; Num string; Err error}
    Error() string; Unwrap() error
func AppendBool([]byte, bool) []byte
func AppendFloat([]byte, float64, byte, int, int) []byte
func AppendInt([]byte, int64, int) []byte
func AppendQuote([]byte, string) []byte
func AppendQuoteRune([]byte, rune) []byte
func AppendQuoteRuneToASCII([]byte, rune) []byte
func AppendQuoteRuneToGraphic([]byte, rune) []byte
func AppendQuoteToASCII([]byte, string) []byte
func AppendQuoteToGraphic([]byte, string) []byte
func AppendUint([]byte, uint64, int) []byte
func Atoi(string) (int, error)
func CanBackquote(string) bool
var ErrRange error
var ErrSyntax error
func FormatBool(bool) string
func FormatComplex(complex128, byte, int, int) string
func FormatFloat(float64, byte, int, int) string
func FormatInt(int64, int) string
func FormatUint(uint64, int) string
func IsGraphic(rune) bool
func IsPrint(rune) bool
func Itoa(int) string
func ParseBool(string) (bool, error)
func ParseComplex(string, int) (complex128, error)
func ParseFloat(string, int) (float64, error)
func ParseInt(string, int, int) (int64, error)
func ParseUint(string, int, int) (uint64, error)
func Quote(string) string
func QuoteRune(rune) string
func QuoteRuneToASCII(rune) string
func QuoteRuneToGraphic(rune) string
func QuoteToASCII(string) string
func QuoteToGraphic(string) string
func QuotedPrefix(string) (string, error)
func Unquote(string) (string, error)
func UnquoteChar(string, byte) (rune, bool, string, error)
const IntSize untyped int
`,
  strings: `
type Builder struct{}
    Cap() int; Grow(int); Len() int; Reset(); String() string; Write([]byte) (int, error); WriteByte(byte) error;
    WriteRune(rune) (int, error); WriteString(string) (int, error)
type Reader struct{}
    Len() int; Read([]byte) (int, error); ReadAt([]byte, int64) (int, error); ReadByte() (byte, error);
    ReadRune() (rune, int, error); Reset(string); Seek(int64, int) (int64, error); Size() int64; UnreadByte() error;
    UnreadRune() error; WriteTo(io.Writer) (int64, error)
type Replacer struct{}
    Replace(string) string; WriteString(io.Writer, string) (int, error)
func Clone(string) string
func Compare(string, string) int
func Contains(string, string) bool
func ContainsAny(string, string) bool
func ContainsFunc(string, func(rune) bool) bool
func ContainsRune(string, rune) bool
func Count(string, string) int
func Cut(string, string) (string, string, bool)
func CutPrefix(string, string) (string, bool)
func CutSuffix(string, string) (string, bool)
func EqualFold(string, string) bool
func Fields(string) []string
func FieldsFunc(string, func(rune) bool) []string
func FieldsFuncSeq(string, func(rune) bool) iter.Seq[string]
func FieldsSeq(string) iter.Seq[string]
func HasPrefix(string, string) bool
func HasSuffix(string, string) bool
func Index(string, string) int
func IndexAny(string, string) int
func IndexByte(string, byte) int
func IndexFunc(string, func(rune) bool) int
func IndexRune(string, rune) int
func Join([]string, string) string
func LastIndex(string, string) int
func LastIndexAny(string, string) int
func LastIndexByte(string, byte) int
func LastIndexFunc(string, func(rune) bool) int
func Lines(string) iter.Seq[string]
func Map(func(rune) rune, string) string
func NewReader(string) *Reader
func NewReplacer(...string) *Replacer
func Repeat(string, int) string
func Replace(string, string, string, int) string
func ReplaceAll(string, string, string) string
func Split(string, string) []string
func SplitAfter(string, string) []string
func SplitAfterN(string, string, int) []string
func SplitAfterSeq(string, string) iter.Seq[string]
func SplitN(string, string, int) []string
func SplitSeq(string, string) iter.Seq[string]
func Title(string) string
func ToLower(string) string
func ToLowerSpecial(unicode.SpecialCase, string) string
func ToTitle(string) string
func ToTitleSpecial(unicode.SpecialCase, string) string
func ToUpper(string) string
func ToUpperSpecial(unicode.SpecialCase, string) string
func ToValidUTF8(string, string) string
func Trim(string, string) string
func TrimFunc(string, func(rune) bool) string
func TrimLeft(string, string) string
func TrimLeftFunc(string, func(rune) bool) string
func TrimPrefix(string, string) string
func TrimRight(string, string) string
func TrimRightFunc(string, func(rune) bool) string
func TrimSpace(string) string
func TrimSuffix(string, string) string
`,
};
