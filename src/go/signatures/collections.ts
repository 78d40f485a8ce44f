/** Maps, slices, order and iteration: see ../signatures.ts for the notation. */
export const collections: Readonly<Record<string, string>> = {
  cmp: `
type Ordered interface{}
func Compare[T Ordered](T, T) int
func Less[T Ordered](T, T) bool
func Or[T comparable](...T) T
`,
  iter: `
type Seq[V any] func(func(V) bool)
type Seq2[K any, V any] func(func(K, V) bool)
func Pull[V any](Seq[V]) (func() (V, bool), func())
func Pull2[K any, V any](Seq2[K, V]) (func() (K, V, bool), func())
`,
  maps: `
func All[Map ~map[K]V, K comparable, V any](Map) iter.Seq2[K, V]
func Clone[M ~map[K]V, K comparable, V any](M) M
func Collect[K comparable, V any](iter.Seq2[K, V]) map[K]V
func Copy[M1 ~map[K]V, M2 ~map[K]V, K comparable, V any](M1, M2)
func DeleteFunc[M ~map[K]V, K comparable, V any](M, func(K, V) bool)
func Equal[M1 ~map[K]V, M2 ~map[K]V, K comparable, V comparable](M1, M2) bool
func EqualFunc[M1 ~map[K]V1, M2 ~map[K]V2, K comparable, V1 any, V2 any](M1, M2, func(V1, V2) bool) bool
func Insert[Map ~map[K]V, K comparable, V any](Map, iter.Seq2[K, V])
func Keys[Map ~map[K]V, K comparable, V any](Map) iter.Seq[K]
func Values[Map ~map[K]V, K comparable, V any](Map) iter.Seq[V]
`,
  slices: `
func All[Slice ~[]E, E any](Slice) iter.Seq2[int, E]
func AppendSeq[Slice ~[]E, E any](Slice, iter.Seq[E]) Slice
func Backward[Slice ~[]E, E any](Slice) iter.Seq2[int, E]
func BinarySearch[S ~[]E, E cmp.Ordered](S, E) (int, bool)
func BinarySearchFunc[S ~[]E, E any, T any](S, T, func(E, T) int) (int, bool)
func Chunk[Slice ~[]E, E any](Slice, int) iter.Seq[Slice]
func Clip[S ~[]E, E any](S) S
func Clone[S ~[]E, E any](S) S
func Collect[E any](iter.Seq[E]) []E
func Compact[S ~[]E, E comparable](S) S
func CompactFunc[S ~[]E, E any](S, func(E, E) bool) S
func Compare[S ~[]E, E cmp.Ordered](S, S) int
func CompareFunc[S1 ~[]E1, S2 ~[]E2, E1 any, E2 any](S1, S2, func(E1, E2) int) int
func Concat[S ~[]E, E any](...S) S
func Contains[S ~[]E, E comparable](S, E) bool
func ContainsFunc[S ~[]E, E any](S, func(E) bool) bool
func Delete[S ~[]E, E any](S, int, int) S
func DeleteFunc[S ~[]E, E any](S, func(E) bool) S
func Equal[S ~[]E, E comparable](S, S) bool
func EqualFunc[S1 ~[]E1, S2 ~[]E2, E1 any, E2 any](S1, S2, func(E1, E2) bool) bool
func Grow[S ~[]E, E any](S, int) S
func Index[S ~[]E, E comparable](S, E) int
func IndexFunc[S ~[]E, E any](S, func(E) bool) int
func Insert[S ~[]E, E any](S, int, ...E) S
func IsSorted[S ~[]E, E cmp.Ordered](S) bool
func IsSortedFunc[S ~[]E, E any](S, func(E, E) int) bool
func Max[S ~[]E, E cmp.Ordered](S) E
func MaxFunc[S ~[]E, E any](S, func(E, E) int) E
func Min[S ~[]E, E cmp.Ordered](S) E
func MinFunc[S ~[]E, E any](S, func(E, E) int) E
func Repeat[S ~[]E, E any](S, int) S
func Replace[S ~[]E, E any](S, int, int, ...E) S
func Reverse[S ~[]E, E any](S)
func Sort[S ~[]E, E cmp.Ordered](S)
func SortFunc[S ~[]E, E any](S, func(E, E) int)
func SortStableFunc[S ~[]E, E any](S, func(E, E) int)
func Sorted[E cmp.Ordered](iter.Seq[E]) []E
func SortedFunc[E any](iter.Seq[E], func(E, E) int) []E
func SortedStableFunc[E any](iter.Seq[E], func(E, E) int) []E
func Values[Slice ~[]E, E any](Slice) iter.Seq[E]
`,
  sort: `
type Float64Slice []float64
    Len() int; Less(int, int) bool; Search(float64) int; Sort(); Swap(int, int)
type IntSlice []int
    Len() int; Less(int, int) bool; Search(int) int; Sort(); Swap(int, int)
type Interface interface{Len() int; Less(int, int) bool; Swap(int, int)}
type StringSlice []string
    Len() int; Less(int, int) bool; Search(string) int; Sort(); Swap(int, int)
func Find(int, func(int) int) (int, bool)
func Float64s([]float64)
func Float64sAreSorted([]float64) bool
func Ints([]int)
func IntsAreSorted([]int) bool
func IsSorted(Interface) bool
func Reverse(Interface) Interface
func Search(int, func(int) bool) int
func SearchFloat64s([]float64, float64) int
func SearchInts([]int, int) int
func SearchStrings([]string, string) int
func Slice(any, func(int, int) bool)
func SliceIsSorted(any, func(int, int) bool) bool
func SliceStable(any, func(int, int) bool)
func Sort(Interface)
func Stable(Interface)
func Strings([]string)
func StringsAreSorted([]string) bool
`,
};
