import { expect, test } from "bun:test";
import { closing, readGo } from "../../../../scripts/releases/images/go-text.ts";

const text = `package a

import (
	"fmt"
	imageutils "k8s.io/kubernetes/test/utils/image"
	. "github.com/onsi/ginkgo/v2"
	// "not/imported"
)

import "k8s.io/kubernetes/test/e2e/framework"

var one, two = 1, "}"

const (
	First  = iota // First
	Second
)

// func notOne() {}
func plain(r rune) string {
	return fmt.Sprint('"', \`func inText() {\`, "\\"") /* ( */
}

func (s *server) Method() {}
`;

test("imports by the name that they have, without what is a comment", () => {
  expect([...readGo("a.go", text).imports]).toEqual([
    ["fmt", "fmt"],
    ["imageutils", "k8s.io/kubernetes/test/utils/image"],
    [".", "github.com/onsi/ginkgo/v2"],
    ["framework", "k8s.io/kubernetes/test/e2e/framework"],
  ]);
});

test("declarations with all of their text; nothing within literals and comments is one", () => {
  const { declarations, code } = readGo("a.go", text);
  expect(declarations.map(({ name }) => name)).toEqual(["one", "First", "Second", "plain", ".Method"]);
  const plain = declarations.find(({ name }) => name === "plain");
  expect(text.slice(plain?.start, plain?.end).trimEnd()).toEndWith("/* ( */\n}");
  expect(code).toHaveLength(text.length);
  expect(code).not.toContain("inText");
});

test("a bracket closes where its own depth ends, or never", () => {
  expect(closing("f(a(b)[c]{d})e", 1)).toBe(12);
  expect(closing("f(a", 1)).toBe(3);
});
