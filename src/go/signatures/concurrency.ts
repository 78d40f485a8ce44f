/** What runs, locks and waits: see ../signatures.ts for the notation. */
export const concurrency: Readonly<Record<string, string>> = {
  sync: `
type Cond struct{L Locker}
    Broadcast(); Signal(); Wait()
type Locker interface{Lock(); Unlock()}
type Map struct{}
    Clear(); CompareAndDelete(any, any) bool; CompareAndSwap(any, any, any) bool; Delete(any); Load(any) (any, bool);
    LoadAndDelete(any) (any, bool); LoadOrStore(any, any) (any, bool); Range(func(any, any) bool); Store(any, any);
    Swap(any, any) (any, bool)
type Mutex struct{}
    Lock(); TryLock() bool; Unlock()
type Once struct{}
    Do(func())
type Pool struct{New func() any}
    Get() any; Put(any)
type RWMutex struct{}
    Lock(); RLock(); RLocker() Locker; RUnlock(); TryLock() bool; TryRLock() bool; Unlock()
type WaitGroup struct{}
    Add(int); Done(); Go(func()); Wait()
func NewCond(Locker) *Cond
func OnceFunc(func()) func()
func OnceValue[T any](func() T) func() T
func OnceValues[T1 any, T2 any](func() (T1, T2)) func() (T1, T2)
`,
  'sync/atomic': `
type Bool struct{}
    CompareAndSwap(bool, bool) bool; Load() bool; Store(bool); Swap(bool) bool
type Int32 struct{}
    Add(int32) int32; And(int32) int32; CompareAndSwap(int32, int32) bool; Load() int32; Or(int32) int32;
    Store(int32); Swap(int32) int32
type Int64 struct{}
    Add(int64) int64; And(int64) int64; CompareAndSwap(int64, int64) bool; Load() int64; Or(int64) int64;
    Store(int64); Swap(int64) int64
type Pointer[T any] struct{}
    CompareAndSwap(*T, *T) bool; Load() *T; Store(*T); Swap(*T) *T
type Uint32 struct{}
    Add(uint32) uint32; And(uint32) uint32; CompareAndSwap(uint32, uint32) bool; Load() uint32; Or(uint32) uint32;
    Store(uint32); Swap(uint32) uint32
type Uint64 struct{}
    Add(uint64) uint64; And(uint64) uint64; CompareAndSwap(uint64, uint64) bool; Load() uint64; Or(uint64) uint64;
    Store(uint64); Swap(uint64) uint64
type Uintptr struct{}
    Add(uintptr) uintptr; And(uintptr) uintptr; CompareAndSwap(uintptr, uintptr) bool; Load() uintptr;
    Or(uintptr) uintptr; Store(uintptr); Swap(uintptr) uintptr
type Value struct{}
    CompareAndSwap(any, any) bool; Load() any; Store(any); Swap(any) any
func AddInt32(*int32, int32) int32
func AddInt64(*int64, int64) int64
func AddUint32(*uint32, uint32) uint32
func AddUint64(*uint64, uint64) uint64
func AddUintptr(*uintptr, uintptr) uintptr
func AndInt32(*int32, int32) int32
func AndInt64(*int64, int64) int64
func AndUint32(*uint32, uint32) uint32
func AndUint64(*uint64, uint64) uint64
func AndUintptr(*uintptr, uintptr) uintptr
func CompareAndSwapInt32(*int32, int32, int32) bool
func CompareAndSwapInt64(*int64, int64, int64) bool
func CompareAndSwapPointer(*unsafe.Pointer, unsafe.Pointer, unsafe.Pointer) bool
func CompareAndSwapUint32(*uint32, uint32, uint32) bool
func CompareAndSwapUint64(*uint64, uint64, uint64) bool
func CompareAndSwapUintptr(*uintptr, uintptr, uintptr) bool
func LoadInt32(*int32) int32
func LoadInt64(*int64) int64
func LoadPointer(*unsafe.Pointer) unsafe.Pointer
func LoadUint32(*uint32) uint32
func LoadUint64(*uint64) uint64
func LoadUintptr(*uintptr) uintptr
func OrInt32(*int32, int32) int32
func OrInt64(*int64, int64) int64
func OrUint32(*uint32, uint32) uint32
func OrUint64(*uint64, uint64) uint64
func OrUintptr(*uintptr, uintptr) uintptr
func StoreInt32(*int32, int32)
func StoreInt64(*int64, int64)
func StorePointer(*unsafe.Pointer, unsafe.Pointer)
func StoreUint32(*uint32, uint32)
func StoreUint64(*uint64, uint64)
func StoreUintptr(*uintptr, uintptr)
func SwapInt32(*int32, int32) int32
func SwapInt64(*int64, int64) int64
func SwapPointer(*unsafe.Pointer, unsafe.Pointer) unsafe.Pointer
func SwapUint32(*uint32, uint32) uint32
func SwapUint64(*uint64, uint64) uint64
func SwapUintptr(*uintptr, uintptr) uintptr
`,
  context: `
type CancelCauseFunc func(error)
type CancelFunc func()
type Context interface{Deadline() (time.Time, bool); Done() <-chan struct{}; Err() error; Value(any) any}
func AfterFunc(Context, func()) func() bool
func Background() Context
var Canceled error
func Cause(Context) error
var DeadlineExceeded error
func TODO() Context
func WithCancel(Context) (Context, CancelFunc)
func WithCancelCause(Context) (Context, CancelCauseFunc)
func WithDeadline(Context, time.Time) (Context, CancelFunc)
func WithDeadlineCause(Context, time.Time, error) (Context, CancelFunc)
func WithTimeout(Context, time.Duration) (Context, CancelFunc)
func WithTimeoutCause(Context, time.Duration, error) (Context, CancelFunc)
func WithValue(Context, any, any) Context
func WithoutCancel(Context) Context
`,
  'golang.org/x/sync/errgroup': `
type Group struct{}
    Go(func() error); SetLimit(int); TryGo(func() error) bool; Wait() error
func WithContext(context.Context) (*Group, context.Context)
`,
  'golang.org/x/sync/semaphore': `
type Weighted struct{}
    Acquire(context.Context, int64) error; Release(int64); TryAcquire(int64) bool
func NewWeighted(int64) *Weighted
`,
  'golang.org/x/sync/singleflight': `
type Group struct{}
    Do(string, func() (any, error)) (any, error, bool); DoChan(string, func() (any, error)) <-chan Result;
    Forget(string)
type Result struct{Val any; Err error; Shared bool}
`,
};
