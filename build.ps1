<#
.SYNOPSIS
  The verbs of build.sh for PowerShell users. All logic is in build.sh; bash must be on the PATH.
.EXAMPLE
  ./build.ps1 test --filter Ed25519
#>
param(
  [Parameter(Position = 0)]
  [ValidateSet('setup', 'build', 'test', 'sim', 'attack', 'devnet', 'bench', 'lint', 'clean', 'help')]
  [string] $Verb = 'help',

  [Parameter(ValueFromRemainingArguments = $true)]
  [string[]] $Arguments = @()
)

& bash (Join-Path $PSScriptRoot 'build.sh') $Verb @Arguments
exit $LASTEXITCODE
