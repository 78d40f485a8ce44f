import type { Printed } from './print.js';

/*
 * What runs a program, added after the rewrite so that it is no evidence: a sequence of calls on one goroutine that prints every result, then the same methods from several
 * goroutines at once. The books must balance after both.
 */

const CALLS = 60;
const GOROUTINES = 6;
const CALLS_EACH = 40;

/** A file of the program's package: Sequential and Concurrent. */
export function driverOf(printed: Printed, name: string): string {
  const { names, methods, spawns } = printed;
  const inStruct = names.self !== '';
  const call = (index: number) => `p.${names.method(index)}(k, v)`;
  const subject = (text: string) => (inStruct ? text : text.replaceAll('p.', ''));
  const start = inStruct ? 'p := New()' : 'Start()';
  const cases = Array.from({ length: methods }, (_, i) => `\tcase ${i}:\n\t\treturn ${subject(call(i))}`).join('\n');
  const type = inStruct ? `p *${names.type}, ` : '';
  const arg = inStruct ? 'p, ' : '';
  return `package ${name}

import (
	"fmt"
	"math/rand"
	"sync"
)

func call(${type}i int, k string, v int) int {
	switch i {
${cases}
	}
	return 0
}

// Drive calls the methods from one goroutine, then from many, and answers what is printed of the first and what is wrong after the second.
func Drive(concurrent bool) (report []string) {
	${start}
	random := rand.New(rand.NewSource(1))
	for n := 0; n < ${CALLS}; n++ {
		i, k, v := random.Intn(${methods}), string(rune('a'+random.Intn(4))), 1+random.Intn(4)
		report = append(report, fmt.Sprint(i, k, v, " = ", call(${arg}i, k, v)))
	}
	lines, held := ${subject('p.Dump()')}
	report = append(report, lines...)
	if b := ${subject('p.Balance()')}; b != held {
		report = append(report, fmt.Sprint("UNBALANCED ", held, " in the maps, ", b, " in the books"))
	}
	if !concurrent {
		return report
	}
	var wg sync.WaitGroup
	for g := 0; g < ${GOROUTINES}; g++ {
		random := rand.New(rand.NewSource(int64(g)))
		wg.Add(1)
		go func() {
			defer wg.Done()
			for n := 0; n < ${CALLS_EACH}; n++ {
				call(${arg}random.Intn(${methods}), string(rune('a'+random.Intn(4))), 1+random.Intn(4))
				if n%16 == 0 {
					${subject('p.Dump()')}
				}
			}
		}()
	}
${spawns ? `\t${subject('p.Fan(4)')}\n` : ''}	wg.Wait()
	_, held = ${subject('p.Dump()')}
	if b := ${subject('p.Balance()')}; b != held {
		report = append(report, fmt.Sprint("LOST UPDATE: ", held, " in the maps, ", b, " in the books"))
	}
	return report
}
`;
}

/** Seconds until a program that does not end is taken to be deadlocked. */
const PATIENCE = 10;

/** The main package: \`main NAME [concurrent]\` drives one program and prints its report. */
export function mainOf(names: readonly string[]): string {
  return `package main

import (
	"fmt"
	"os"
	"runtime"
	"time"

${names.map((n) => `\t"example.com/batch/internal/${n}"`).join('\n')}
)

func main() {
	time.AfterFunc(${PATIENCE}*time.Second, func() {
		stacks := make([]byte, 1<<20)
		fmt.Printf("DEADLOCK\\n%s\\n", stacks[:runtime.Stack(stacks, true)])
		os.Exit(3)
	})
	drive := map[string]func(bool) []string{
${names.map((n) => `\t\t"${n}": ${n}.Drive,`).join('\n')}
	}
	for _, line := range drive[os.Args[1]](len(os.Args) > 2) {
		fmt.Println(line)
	}
}
`;
}
