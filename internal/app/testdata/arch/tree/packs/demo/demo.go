// Package demo is a control: the generator may use every module.
package demo

import _ "qipan/internal/project"
