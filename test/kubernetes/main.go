// Runs a MutatingAdmissionPolicy over pods with the API server's own code (k8s.io/apiserver): its CEL environment,
// its compiler, its matcher and its JSON patcher. Reads {"policy": ..., "cases": [{"namespace", "pod"}]} from standard
// input and writes, for each case, the condition that failed or the pod as it is afterwards.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	admissionv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apiserver/pkg/admission"
	plugincel "k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/policy/mutating/patch"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/admission/plugin/webhook/matchconditions"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/cel/environment"
)

type input struct {
	Policy admissionv1.MutatingAdmissionPolicy `json:"policy"`
	Cases  []struct {
		Namespace string     `json:"namespace"`
		Pod       corev1.Pod `json:"pod"`
	} `json:"cases"`
}

type output struct {
	Skipped string      `json:"skipped,omitempty"`
	Pod     *corev1.Pod `json:"pod,omitempty"`
}

var podKind = corev1.SchemeGroupVersion.WithKind("Pod")
var podResource = corev1.SchemeGroupVersion.WithResource("pods")

type evaluator struct {
	matcher  matchconditions.Matcher
	patcher  patch.Patcher
	compiler *plugincel.CompositedCompiler
	objects  admission.ObjectInterfaces
}

func main() {
	var given input
	exitOn(json.NewDecoder(os.Stdin).Decode(&given))
	evaluate, err := compile(&given.Policy)
	exitOn(err)
	results := []output{}
	for _, one := range given.Cases {
		result, err := evaluate.admit(one.Namespace, &one.Pod)
		exitOn(err)
		results = append(results, result)
	}
	exitOn(json.NewEncoder(os.Stdout).Encode(results))
}

// A policy that does not compile would be ignored at admission: here it is an error.
func compile(policy *admissionv1.MutatingAdmissionPolicy) (*evaluator, error) {
	options := plugincel.OptionalVariableDeclarations{HasAuthorizer: true}
	environments := environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion())
	compiler, err := plugincel.NewCompositedCompiler(environments)
	if err != nil {
		return nil, err
	}
	variables := []plugincel.NamedExpressionAccessor{}
	for _, variable := range policy.Spec.Variables {
		variables = append(variables, &validating.Variable{Name: variable.Name, Expression: variable.Expression})
	}
	compiler.CompileAndStoreVariables(variables, options, environment.StoredExpressions)

	conditions := []plugincel.ExpressionAccessor{}
	for i := range policy.Spec.MatchConditions {
		conditions = append(conditions, (*matchconditions.MatchCondition)(&policy.Spec.MatchConditions[i]))
	}
	condition := compiler.CompileCondition(conditions, options, environment.StoredExpressions)
	if problems := condition.CompilationErrors(); len(problems) > 0 {
		return nil, errors.Join(problems...)
	}

	if len(policy.Spec.Mutations) != 1 {
		return nil, fmt.Errorf("want one mutation, got %d", len(policy.Spec.Mutations))
	}
	options.HasPatchTypes = true
	expression := &patch.JSONPatchCondition{Expression: policy.Spec.Mutations[0].JSONPatch.Expression}
	mutation := compiler.CompileMutatingEvaluator(expression, options, environment.StoredExpressions)
	if problems := mutation.CompilationErrors(); len(problems) > 0 {
		return nil, errors.Join(problems...)
	}

	scheme := runtime.NewScheme()
	if err := corev1.AddToScheme(scheme); err != nil {
		return nil, err
	}
	fail := admissionv1.Fail // So that an error of an expression is seen.
	return &evaluator{
		matcher:  matchconditions.NewMatcher(condition, &fail, "policy", "mutating", policy.Name),
		patcher:  patch.NewJSONPatcher(mutation),
		compiler: compiler,
		objects:  admission.NewObjectInterfacesFromScheme(scheme),
	}, nil
}

func (e *evaluator) admit(namespace string, pod *corev1.Pod) (output, error) {
	ctx := e.compiler.CreateContext(context.Background())
	pod.TypeMeta = metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"}
	attributes := admission.NewAttributesRecord(
		pod, nil, podKind, namespace, pod.Name, podResource, "", admission.Create, &metav1.CreateOptions{}, false, nil)
	versioned := &admission.VersionedAttributes{
		Attributes: attributes, VersionedKind: podKind,
		VersionedObject: admission.NewLazyObject(pod), VersionedOldObject: admission.NewLazyObject(nil),
	}
	match := e.matcher.Match(ctx, versioned, nil, nil)
	if match.Error != nil {
		return output{}, match.Error
	}
	if !match.Matches {
		return output{Skipped: match.FailedConditionName}, nil
	}
	patched, err := e.patcher.Patch(ctx, patch.Request{
		MatchedResource: podResource, VersionedAttributes: versioned, ObjectInterfaces: e.objects,
	}, celconfig.RuntimeCELCostBudget)
	if err != nil {
		return output{}, err
	}
	result, isPod := patched.(*corev1.Pod)
	if !isPod {
		return output{}, fmt.Errorf("the patch made a %T", patched)
	}
	return output{Pod: result}, nil
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
