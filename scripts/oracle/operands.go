package main

import (
	"encoding/json"
	"go/ast"
	"go/token"
	"go/types"
)

// fileAnswer is one line of the output.
type fileAnswer struct {
	File     string       `json:"file"`
	Operands []operand    `json:"operands"`
	Exprs    []expression `json:"exprs,omitempty"`
}

// operand is the map-like operand of an index expression, a range statement, or a call of delete, len or clear.
type operand struct {
	start, end int
	kind       string
	isMap      bool
	typeText   string
}

// MarshalJSON writes a row instead of an object: GOROOT has 170,000 of them.
func (o operand) MarshalJSON() ([]byte, error) {
	isMap := 0
	if o.isMap {
		isMap = 1
	}
	return json.Marshal([]any{o.start, o.end, o.kind, isMap, o.typeText})
}

// expression is an identifier or a selector with its type.
type expression struct {
	start, end int
	typeText   string
}

// MarshalJSON writes a row, see operand.
func (e expression) MarshalJSON() ([]byte, error) {
	return json.Marshal([]any{e.start, e.end, e.typeText})
}

// answerFile lists the operands of a file; untyped counts those that go/types has no type for.
func answerFile(files *token.FileSet, file *ast.File, info *types.Info, opts options) (answer fileAnswer, untyped int) {
	position := files.File(file.FileStart)
	answer = fileAnswer{File: position.Name(), Operands: []operand{}}

	add := func(kind string, expr ast.Expr) {
		typeOf := info.TypeOf(expr)
		if typeOf == nil || mentionsInvalid(typeOf) {
			untyped++
			return
		}
		answer.Operands = append(answer.Operands, operand{
			start:    position.Offset(expr.Pos()),
			end:      position.Offset(expr.End()),
			kind:     kind,
			isMap:    isMap(typeOf),
			typeText: types.TypeString(typeOf, nil),
		})
	}

	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.IndexExpr:
			if isValue(info, node.X) {
				add("index", node.X)
			}
		case *ast.RangeStmt:
			add("range", node.X)
		case *ast.CallExpr:
			if name := builtinName(info, node.Fun); name != "" && len(node.Args) > 0 {
				add(name, node.Args[0])
			}
		}
		if expr, ok := node.(ast.Expr); ok && opts.exprs {
			answer.Exprs = appendExpression(answer.Exprs, position, expr, info)
		}
		return true
	})
	return answer, untyped
}

// isValue tells m[k] from the instantiation of a generic function or type, f[int] and T[int].
func isValue(info *types.Info, operand ast.Expr) bool {
	recorded, ok := info.Types[operand]
	if !ok {
		// The checker records no type where it met an error; whether this is a value is not known either way.
		return true
	}
	if recorded.IsType() {
		return false
	}
	_, isFunction := recorded.Type.Underlying().(*types.Signature)
	return !isFunction
}

// builtinName is "delete", "len" or "clear" when the callee is that builtin and not a declaration of the same name.
func builtinName(info *types.Info, callee ast.Expr) string {
	name, ok := ast.Unparen(callee).(*ast.Ident)
	if !ok {
		return ""
	}
	builtin, ok := info.Uses[name].(*types.Builtin)
	if !ok {
		return ""
	}
	switch builtin.Name() {
	case "delete", "len", "clear":
		return builtin.Name()
	}
	return ""
}

// isMap also accepts a type parameter whose type set holds maps only.
func isMap(t types.Type) bool {
	if parameter, ok := types.Unalias(t).(*types.TypeParam); ok {
		constraint, ok := parameter.Constraint().Underlying().(*types.Interface)
		return ok && onlyMaps(constraint)
	}
	_, ok := t.Underlying().(*types.Map)
	return ok
}

// onlyMaps tells whether some embedded union restricts the type set to maps; an intersection with more elements can
// only get smaller.
func onlyMaps(constraint *types.Interface) bool {
	for embedded := range constraint.EmbeddedTypes() {
		switch embedded := types.Unalias(embedded).(type) {
		case *types.Union:
			all := embedded.Len() > 0
			for term := range embedded.Terms() {
				all = all && isMapTerm(term.Type())
			}
			if all {
				return true
			}
		default:
			if isMapTerm(embedded) {
				return true
			}
		}
	}
	return false
}

func isMapTerm(t types.Type) bool {
	switch underlying := t.Underlying().(type) {
	case *types.Map:
		return true
	case *types.Interface:
		return onlyMaps(underlying)
	}
	return false
}

// mentionsInvalid tells a type that is unknown at its head. An invalid element type leaves a map a map.
func mentionsInvalid(t types.Type) bool {
	return t == types.Typ[types.Invalid] || t.Underlying() == types.Typ[types.Invalid]
}

func appendExpression(to []expression, position *token.File, expr ast.Expr, info *types.Info) []expression {
	text := ""
	switch expr := expr.(type) {
	case *ast.Ident:
		object := info.Defs[expr]
		if object == nil {
			object = info.Uses[expr]
		}
		text = objectText(object)
		// The object of a generic function has type parameters; its use has the instance.
		if recorded, ok := info.Types[expr]; ok && recorded.IsValue() && !mentionsInvalid(recorded.Type) {
			text = types.TypeString(recorded.Type, nil)
		}
	case *ast.SelectorExpr:
		recorded, ok := info.Types[expr]
		if !ok || recorded.Type == nil || mentionsInvalid(recorded.Type) {
			break
		}
		text = types.TypeString(recorded.Type, nil)
		if recorded.IsType() {
			text = "type " + text
		}
	}
	if text == "" {
		return to
	}
	return append(to, expression{position.Offset(expr.Pos()), position.Offset(expr.End()), text})
}

func objectText(object types.Object) string {
	switch object := object.(type) {
	case nil, *types.Label:
		return ""
	case *types.PkgName:
		return "package " + object.Imported().Path()
	case *types.Builtin:
		return "builtin " + object.Name()
	case *types.TypeName:
		return "type " + types.TypeString(object.Type(), nil)
	default:
		if object.Type() == nil || mentionsInvalid(object.Type()) {
			return ""
		}
		return types.TypeString(object.Type(), nil)
	}
}
