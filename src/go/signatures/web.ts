/** HTTP, URLs and JSON: see ../signatures.ts for the notation. */
export const web: Readonly<Record<string, string>> = {
  'encoding/json': `
type Decoder struct{}
    Buffered() io.Reader; Decode(any) error; DisallowUnknownFields(); InputOffset() int64; More() bool;
    Token() (Token, error); UseNumber()
type Delim rune
    String() string
type Encoder struct{}
    Encode(any) error; SetEscapeHTML(bool); SetIndent(string, string)
type InvalidUTF8Error struct{S string}
    Error() string
type InvalidUnmarshalError struct{Type reflect.Type}
    Error() string
type Marshaler interface{MarshalJSON() ([]byte, error)}
type MarshalerError struct{Type reflect.Type; Err error}
    Error() string; Unwrap() error
type Number string
    Float64() (float64, error); Int64() (int64, error); String() string
type RawMessage []byte
    MarshalJSON() ([]byte, error); UnmarshalJSON([]byte) error
type SyntaxError struct{Offset int64}
    Error() string
type Token interface{}
type UnmarshalFieldError struct{Key string; Type reflect.Type; Field reflect.StructField}
    Error() string
type UnmarshalTypeError struct{Value string; Type reflect.Type; Offset int64; Struct string; Field string}
    Error() string
type Unmarshaler interface{UnmarshalJSON([]byte) error}
type UnsupportedTypeError struct{Type reflect.Type}
    Error() string
type UnsupportedValueError struct{Value reflect.Value; Str string}
    Error() string
func Compact(*bytes.Buffer, []byte) error
func HTMLEscape(*bytes.Buffer, []byte)
func Indent(*bytes.Buffer, []byte, string, string) error
func Marshal(any) ([]byte, error)
func MarshalIndent(any, string, string) ([]byte, error)
func NewDecoder(io.Reader) *Decoder
func NewEncoder(io.Writer) *Encoder
func Unmarshal([]byte, any) error
func Valid([]byte) bool
`,
  'net/http': `
type Client struct{Transport RoundTripper; CheckRedirect func(*Request, []*Request) error; Jar CookieJar;
    Timeout time.Duration}
    CloseIdleConnections(); Do(*Request) (*Response, error); Get(string) (*Response, error);
    Head(string) (*Response, error); Post(string, string, io.Reader) (*Response, error);
    PostForm(string, net/url.Values) (*Response, error)
type ClientConn struct{}
    Available() int; Close() error; Err() error; InFlight() int; Release(); Reserve() error;
    RoundTrip(*Request) (*Response, error); SetStateHook(func(*ClientConn))
type CloseNotifier interface{CloseNotify() <-chan bool}
type ConnState int
    String() string
type Cookie struct{Name string; Value string; Quoted bool; Path string; Domain string; Expires time.Time;
    RawExpires string; MaxAge int; Secure bool; HttpOnly bool; SameSite SameSite; Partitioned bool; Raw string;
    Unparsed []string}
    String() string; Valid() error
type CookieJar interface{Cookies(*net/url.URL) []*Cookie; SetCookies(*net/url.URL, []*Cookie)}
type CrossOriginProtection struct{}
    AddInsecureBypassPattern(string); AddTrustedOrigin(string) error; Check(*Request) error; Handler(Handler) Handler;
    SetDenyHandler(Handler)
type Dir string
    Open(string) (File, error)
type File interface{Close() error; Read([]byte) (int, error); Readdir(int) ([]io/fs.FileInfo, error);
    Seek(int64, int) (int64, error); Stat() (io/fs.FileInfo, error)}
type FileSystem interface{Open(string) (File, error)}
type Flusher interface{Flush()}
type HTTP2Config struct{MaxConcurrentStreams int; StrictMaxConcurrentRequests bool; MaxDecoderHeaderTableSize int;
    MaxEncoderHeaderTableSize int; MaxReadFrameSize int; MaxReceiveBufferPerConnection int;
    MaxReceiveBufferPerStream int; SendPingTimeout time.Duration; PingTimeout time.Duration;
    WriteByteTimeout time.Duration; PermitProhibitedCipherSuites bool; CountError func(string)}
type Handler interface{ServeHTTP(ResponseWriter, *Request)}
type HandlerFunc func(ResponseWriter, *Request)
    ServeHTTP(ResponseWriter, *Request)
type Header map[string][]string
    Add(string, string); Clone() Header; Del(string); Get(string) string; Set(string, string);
    Values(string) []string; Write(io.Writer) error; WriteSubset(io.Writer, map[string]bool) error
type Hijacker interface{Hijack() (net.Conn, *bufio.ReadWriter, error)}
type MaxBytesError struct{Limit int64}
    Error() string
type ProtocolError struct{ErrorString string}
    Error() string; Is(error) bool
type Protocols struct{}
    HTTP1() bool; HTTP2() bool; SetHTTP1(bool); SetHTTP2(bool); SetUnencryptedHTTP2(bool); String() string;
    UnencryptedHTTP2() bool
type PushOptions struct{Method string; Header Header}
type Pusher interface{Push(string, *PushOptions) error}
type Request struct{Method string; URL *net/url.URL; Proto string; ProtoMajor int; ProtoMinor int; Header Header;
    Body io.ReadCloser; GetBody func() (io.ReadCloser, error); ContentLength int64; TransferEncoding []string;
    Close bool; Host string; Form net/url.Values; PostForm net/url.Values; MultipartForm *mime/multipart.Form;
    Trailer Header; RemoteAddr string; RequestURI string; TLS *crypto/tls.ConnectionState; Cancel <-chan struct{};
    Response *Response; Pattern string}
    AddCookie(*Cookie); BasicAuth() (string, string, bool); Clone(context.Context) *Request;
    Context() context.Context; Cookie(string) (*Cookie, error); Cookies() []*Cookie; CookiesNamed(string) []*Cookie;
    FormFile(string) (mime/multipart.File, *mime/multipart.FileHeader, error); FormValue(string) string;
    MultipartReader() (*mime/multipart.Reader, error); ParseForm() error; ParseMultipartForm(int64) error;
    PathValue(string) string; PostFormValue(string) string; ProtoAtLeast(int, int) bool; Referer() string;
    SetBasicAuth(string, string); SetPathValue(string, string); UserAgent() string;
    WithContext(context.Context) *Request; Write(io.Writer) error; WriteProxy(io.Writer) error
type Response struct{Status string; StatusCode int; Proto string; ProtoMajor int; ProtoMinor int; Header Header;
    Body io.ReadCloser; ContentLength int64; TransferEncoding []string; Close bool; Uncompressed bool;
    Trailer Header; Request *Request; TLS *crypto/tls.ConnectionState}
    Cookies() []*Cookie; Location() (*net/url.URL, error); ProtoAtLeast(int, int) bool; Write(io.Writer) error
type ResponseController struct{}
    EnableFullDuplex() error; Flush() error; Hijack() (net.Conn, *bufio.ReadWriter, error);
    SetReadDeadline(time.Time) error; SetWriteDeadline(time.Time) error
type ResponseWriter interface{Header() Header; Write([]byte) (int, error); WriteHeader(int)}
type RoundTripper interface{RoundTrip(*Request) (*Response, error)}
type SameSite int
type ServeMux struct{}
    Handle(string, Handler); HandleFunc(string, func(ResponseWriter, *Request)); Handler(*Request) (Handler, string);
    ServeHTTP(ResponseWriter, *Request)
type Server struct{Addr string; Handler Handler; DisableGeneralOptionsHandler bool; TLSConfig *crypto/tls.Config;
    ReadTimeout time.Duration; ReadHeaderTimeout time.Duration; WriteTimeout time.Duration;
    IdleTimeout time.Duration; MaxHeaderBytes int; TLSNextProto map[string]func(*Server, *crypto/tls.Conn, Handler);
    ConnState func(net.Conn, ConnState); ErrorLog *log.Logger; BaseContext func(net.Listener) context.Context;
    ConnContext func(context.Context, net.Conn) context.Context; HTTP2 *HTTP2Config; Protocols *Protocols}
    Close() error; ListenAndServe() error; ListenAndServeTLS(string, string) error; RegisterOnShutdown(func());
    Serve(net.Listener) error; ServeTLS(net.Listener, string, string) error; SetKeepAlivesEnabled(bool);
    Shutdown(context.Context) error
type Transport struct{Proxy func(*Request) (*net/url.URL, error);
    OnProxyConnectResponse func(context.Context, *net/url.URL, *Request, *Response) error;
    DialContext func(context.Context, string, string) (net.Conn, error); Dial func(string, string) (net.Conn, error);
    DialTLSContext func(context.Context, string, string) (net.Conn, error);
    DialTLS func(string, string) (net.Conn, error); TLSClientConfig *crypto/tls.Config;
    TLSHandshakeTimeout time.Duration; DisableKeepAlives bool; DisableCompression bool; MaxIdleConns int;
    MaxIdleConnsPerHost int; MaxConnsPerHost int; IdleConnTimeout time.Duration; ResponseHeaderTimeout time.Duration;
    ExpectContinueTimeout time.Duration; TLSNextProto map[string]func(string, *crypto/tls.Conn) RoundTripper;
    ProxyConnectHeader Header; GetProxyConnectHeader func(context.Context, *net/url.URL, string) (Header, error);
    MaxResponseHeaderBytes int64; WriteBufferSize int; ReadBufferSize int; ForceAttemptHTTP2 bool;
    HTTP2 *HTTP2Config; Protocols *Protocols}
    CancelRequest(*Request); Clone() *Transport; CloseIdleConnections();
    NewClientConn(context.Context, string, string) (*ClientConn, error); RegisterProtocol(string, RoundTripper);
    RoundTrip(*Request) (*Response, error)
func AllowQuerySemicolons(Handler) Handler
func CanonicalHeaderKey(string) string
var DefaultClient *Client
var DefaultServeMux *ServeMux
var DefaultTransport RoundTripper
func DetectContentType([]byte) string
var ErrAbortHandler error
var ErrBodyNotAllowed error
var ErrBodyReadAfterClose error
var ErrContentLength error
var ErrHandlerTimeout error
var ErrHeaderTooLong *ProtocolError
var ErrHijacked error
var ErrLineTooLong error
var ErrMissingBoundary *ProtocolError
var ErrMissingContentLength *ProtocolError
var ErrMissingFile error
var ErrNoCookie error
var ErrNoLocation error
var ErrNotMultipart *ProtocolError
var ErrNotSupported *ProtocolError
var ErrSchemeMismatch error
var ErrServerClosed error
var ErrShortBody *ProtocolError
var ErrSkipAltProtocol error
var ErrUnexpectedTrailer *ProtocolError
var ErrUseLastResponse error
var ErrWriteAfterFlush error
func Error(ResponseWriter, string, int)
func FS(io/fs.FS) FileSystem
func FileServer(FileSystem) Handler
func FileServerFS(io/fs.FS) Handler
func Get(string) (*Response, error)
func Handle(string, Handler)
func HandleFunc(string, func(ResponseWriter, *Request))
func Head(string) (*Response, error)
func ListenAndServe(string, Handler) error
func ListenAndServeTLS(string, string, string, Handler) error
var LocalAddrContextKey *contextKey
func MaxBytesHandler(Handler, int64) Handler
func MaxBytesReader(ResponseWriter, io.ReadCloser, int64) io.ReadCloser
func NewCrossOriginProtection() *CrossOriginProtection
func NewFileTransport(FileSystem) RoundTripper
func NewFileTransportFS(io/fs.FS) RoundTripper
func NewRequest(string, string, io.Reader) (*Request, error)
func NewRequestWithContext(context.Context, string, string, io.Reader) (*Request, error)
func NewResponseController(ResponseWriter) *ResponseController
func NewServeMux() *ServeMux
var NoBody noBody
func NotFound(ResponseWriter, *Request)
func NotFoundHandler() Handler
func ParseCookie(string) ([]*Cookie, error)
func ParseHTTPVersion(string) (int, int, bool)
func ParseSetCookie(string) (*Cookie, error)
func ParseTime(string) (time.Time, error)
func Post(string, string, io.Reader) (*Response, error)
func PostForm(string, net/url.Values) (*Response, error)
func ProxyFromEnvironment(*Request) (*net/url.URL, error)
func ProxyURL(*net/url.URL) func(*Request) (*net/url.URL, error)
func ReadRequest(*bufio.Reader) (*Request, error)
func ReadResponse(*bufio.Reader, *Request) (*Response, error)
func Redirect(ResponseWriter, *Request, string, int)
func RedirectHandler(string, int) Handler
func Serve(net.Listener, Handler) error
func ServeContent(ResponseWriter, *Request, string, time.Time, io.ReadSeeker)
func ServeFile(ResponseWriter, *Request, string)
func ServeFileFS(ResponseWriter, *Request, io/fs.FS, string)
func ServeTLS(net.Listener, Handler, string, string) error
var ServerContextKey *contextKey
func SetCookie(ResponseWriter, *Cookie)
func StatusText(int) string
func StripPrefix(string, Handler) Handler
func TimeoutHandler(Handler, time.Duration, string) Handler
const DefaultMaxHeaderBytes, DefaultMaxIdleConnsPerHost, StatusAccepted, StatusAlreadyReported untyped int
const StatusBadGateway, StatusBadRequest, StatusConflict, StatusContinue, StatusCreated untyped int
const StatusEarlyHints, StatusExpectationFailed, StatusFailedDependency, StatusForbidden, StatusFound untyped int
const StatusGatewayTimeout, StatusGone, StatusHTTPVersionNotSupported, StatusIMUsed untyped int
const StatusInsufficientStorage, StatusInternalServerError, StatusLengthRequired, StatusLocked untyped int
const StatusLoopDetected, StatusMethodNotAllowed, StatusMisdirectedRequest, StatusMovedPermanently untyped int
const StatusMultiStatus, StatusMultipleChoices, StatusNetworkAuthenticationRequired, StatusNoContent untyped int
const StatusNonAuthoritativeInfo, StatusNotAcceptable, StatusNotExtended, StatusNotFound untyped int
const StatusNotImplemented, StatusNotModified, StatusOK, StatusPartialContent, StatusPaymentRequired untyped int
const StatusPermanentRedirect, StatusPreconditionFailed, StatusPreconditionRequired, StatusProcessing untyped int
const StatusProxyAuthRequired, StatusRequestEntityTooLarge, StatusRequestHeaderFieldsTooLarge untyped int
const StatusRequestTimeout, StatusRequestURITooLong, StatusRequestedRangeNotSatisfiable untyped int
const StatusResetContent, StatusSeeOther, StatusServiceUnavailable, StatusSwitchingProtocols untyped int
const StatusTeapot, StatusTemporaryRedirect, StatusTooEarly, StatusTooManyRequests, StatusUnauthorized untyped int
const StatusUnavailableForLegalReasons, StatusUnprocessableEntity, StatusUnsupportedMediaType untyped int
const StatusUpgradeRequired, StatusUseProxy, StatusVariantAlsoNegotiates untyped int
const MethodConnect, MethodDelete, MethodGet, MethodHead, MethodOptions, MethodPatch, MethodPost untyped string
const MethodPut, MethodTrace, TimeFormat, TrailerPrefix untyped string
const SameSiteDefaultMode, SameSiteLaxMode, SameSiteNoneMode, SameSiteStrictMode SameSite
const StateActive, StateClosed, StateHijacked, StateIdle, StateNew ConnState
`,
  'net/url': `
type Error struct{Op string; URL string; Err error}
    Error() string; Temporary() bool; Timeout() bool; Unwrap() error
type EscapeError string
    Error() string
type InvalidHostError string
    Error() string
type URL struct{Scheme string; Opaque string; User *Userinfo; Host string; Path string; Fragment string;
    RawQuery string; RawPath string; RawFragment string; ForceQuery bool; OmitHost bool}
    AppendBinary([]byte) ([]byte, error); EscapedFragment() string; EscapedPath() string; Hostname() string;
    IsAbs() bool; JoinPath(...string) *URL; MarshalBinary() ([]byte, error); Parse(string) (*URL, error);
    Port() string; Query() Values; Redacted() string; RequestURI() string; ResolveReference(*URL) *URL;
    String() string; UnmarshalBinary([]byte) error
type Userinfo struct{}
    Password() (string, bool); String() string; Username() string
type Values map[string][]string
    Add(string, string); Del(string); Encode() string; Get(string) string; Has(string) bool; Set(string, string)
func JoinPath(string, ...string) (string, error)
func Parse(string) (*URL, error)
func ParseQuery(string) (Values, error)
func ParseRequestURI(string) (*URL, error)
func PathEscape(string) string
func PathUnescape(string) (string, error)
func QueryEscape(string) string
func QueryUnescape(string) (string, error)
func User(string) *Userinfo
func UserPassword(string, string) *Userinfo
`,
};
