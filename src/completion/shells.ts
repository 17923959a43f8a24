/** The shells with completion; `kubectl` stands for the program that kubectl calls for its plugins' completion. */
export const shells = ["bash", "zsh", "fish", "powershell", "kubectl"] as const;

export type Shell = (typeof shells)[number];

/** What each shell must read; all of them call `kubectl-conformance __complete` and follow its last line. */
export const scripts: Readonly<Record<Shell, string>> = {
  bash: script(String.raw`# bash completion for kubectl-conformance
_kubectl_conformance() {
  local rest="@{COMP_LINE:0:COMP_POINT}" words=() word i
  # bash parts words at = and : too; what no space parts belongs together
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word="@{COMP_WORDS[i]}"
    if ((i > 0)) && [[ "$rest" != [[:space:]]* && -n "$rest" ]]; then
      words[@{#words[@]}-1]+="$word"
    else
      words+=("$word")
    fi
    rest="@{rest#"@{rest%%[![:space:]]*}"}"
    rest="@{rest#"$word"}"
  done
  local last="@{words[@{#words[@]}-1]}" quote="" lines line directive
  case "$last" in
    \'* | \"*) quote="@{last:0:1}" last="@{last:1}" ;;
    *) last="@{last//\\/}" ;;
  esac
  words[@{#words[@]}-1]="$last"
  mapfile -t lines < <("@{words[0]/#\~/$HOME}" __complete "@{words[@]:1}" 2>/dev/null)
  ((@{#lines[@]} > 0)) || return
  directive="@{lines[@{#lines[@]}-1]#:}"
  unset "lines[@{#lines[@]}-1]"
  local typed=""
  [[ -z "$quote" ]] && typed="@{last%"@{last##*[=:]}"}"
  COMPREPLY=()
  for line in "@{lines[@]}"; do
    line="@{line%%$'\t'*}"
    line="@{line#"$typed"}"
    # what would end these quotes, or be run within them, is not offered
    case "$quote$line" in
      \"*[\"\$\\\`!]* | \'*\'*) ;;
      \"* | \'*) COMPREPLY+=("$line") ;;
      *) COMPREPLY+=("$(printf %q "$line")") ;;
    esac
  done
  ((directive & 2)) && compopt -o nospace 2>/dev/null
  ((@{#lines[@]} > 0 || directive == 4)) && return
  if ((directive == 16)); then
    mapfile -t COMPREPLY < <(compgen -d -- "@{last#"$typed"}")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "@{last#"$typed"}")
  fi
  compopt -o filenames 2>/dev/null
}
complete -F _kubectl_conformance kubectl-conformance
`),
  zsh: script(String.raw`#compdef kubectl-conformance
_kubectl-conformance() {
  local -a lines candidates suffix
  local line text directive
  lines=("@{(@f)$("@{(Q)words[1]/#\~/$HOME}" __complete "@{(@Q)words[2,CURRENT-1]}" "@{(Q)PREFIX}" 2>/dev/null)}")
  directive="@{lines[-1]#:}"
  lines[-1]=()
  for line in "@{lines[@]}"; do
    text="@{line%%$'\t'*}"
    text="@{text//:/\\:}"
    if [[ "$line" == *$'\t'* ]]; then candidates+=("$text:@{line#*$'\t'}"); else candidates+=("$text"); fi
  done
  if ((@{#candidates} > 0)); then
    ((directive & 2)) && suffix=(-S "")
    _describe kubectl-conformance candidates "@{suffix[@]}"
    return
  fi
  # the path alone, without the flag before it
  compset -P 1 '--*='
  if [[ "$directive" == 16 ]]; then
    _files -/
  elif [[ "$directive" == 0 ]]; then
    _files
  fi
}
compdef _kubectl-conformance kubectl-conformance
# a file of the fpath is read when the first TAB is pressed already, whatever its name
if [[ "@{zsh_eval_context[-1]}" == loadautofunc ]]; then
  _kubectl-conformance "$@"
fi
`),
  fish: script(String.raw`# fish completion for kubectl-conformance
function __kubectl_conformance
    set -l words (commandline -opc)
    # without the quote that is still open, or what escapes a character
    set -l last (commandline -ct | string replace -r '^[\'"]' '' | string unescape)
    set -l lines ($words[1] __complete $words[2..-1] "$last" 2>/dev/null)
    set -q lines[1]; or return
    if set -q lines[2]
        printf '%s\n' $lines[1..-2]
        return
    end
    # the path alone, without the flag before it, as an argument of no command; a tilde stays one
    set -l flag (string match -r '^--[^=]*=' -- "$last")
    set -l path (string replace -r '^--[^=]*=' '' -- "$last" | string escape -n | string replace -r '^\\\\~' '~')
    set -l found (complete -C "'' $path")
    switch $lines[1]
        case :4
            return
        case :16
            set found (string match -r '.*/$' -- $found)
    end
    set -q found[1]; and printf '%s\n' "$flag"$found
end
complete -c kubectl-conformance -f -a '(__kubectl_conformance)'
`),
  powershell: script(String.raw`# PowerShell completion for kubectl-conformance
Register-ArgumentCompleter -Native -CommandName 'kubectl-conformance' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $before = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition })
    $words = @($before | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
    if ($wordToComplete -eq '') {
        # older PowerShells drop an empty word on its way to a program
        $words += if ($PSVersionTable.PSVersion -lt [version]'7.3') { '""' } else { '' }
    }
    & $before[0].ToString() __complete @words 2>$null | Where-Object { -not $_.StartsWith(':') } | ForEach-Object {
        $text, $about = $_ -split [char]9, 2
        if (-not $about) { $about = $text }
        $shown = if ($text -notmatch '^[\w./:=+-]+$') { "'" + ($text -replace "'", "''") + "'" } else { $text }
        [System.Management.Automation.CompletionResult]::new($shown, $text, 'ParameterValue', $about)
    }
}`),
  kubectl: `#!/bin/sh
# kubectl runs this, as kubectl_complete-conformance on the PATH, to complete: kubectl conformance …
exec kubectl-conformance __complete "$@"
`,
};

/** In these texts the shells' own braces are written @{…}, because a template would interpret the dollar's. */
function script(text: string): string {
  return text.replaceAll("@{", "$" + "{");
}
