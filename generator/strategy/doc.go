// Package strategy holds the ways in which a source asks for samples, a file
// each. A [Strategy] gives the next [Ask] and makes of each object of its
// answer a draft of a sample, a further ask, or a reason why it is neither;
// package ask does the rest: endpoints, pace, budgets, filters, records.
//
// A strategy never waits and never talks to anybody, so what it sends for a
// given state and answer is a matter of golden files. What it draws, it draws
// from the seed of the ask.
//
// # Methods
//
// What is built after which paper, and the test that holds it to its rule:
//
//	ZeroGen (Ye 2022)                     zerogen.go           TestZerogen_QuotasWithinOne
//	AttrPrompt (Yu 2023)                  attributes.go        TestAttributes_ValuesFitTheLabelAndVary
//	  its attributes, proposed            propose.go           TestPropose_WritesWhatTheTaskFileTakes
//	TinyStories (Eldan 2023)              seed_words.go        TestSeedWords_TextsWithoutTheStemsAreRefused
//	Self-Instruct (Wang 2023)             self_instruct.go     TestSelfInstruct_SixAndTwoExamplesAndNoneAlike
//	Unnatural Instructions (Honovich '23) unnatural.go         TestUnnatural_ThreeExamplesThenAColdResponse
//	  its paraphrases                     paraphrase.go        TestParaphrase_KeepsTheLabelInOtherWords
//	Evol-Instruct (Xu 2023)               evolve.go            TestEvolve_LinksToItsParentAndSaysWhyItDrops
//	UltraChat (Ding 2023)                 dialogue.go          TestDialogue_RolesAlternateAndEveryLeafComesBeforeOneComesAgain
//	Back-translation, Humpback (Li 2024)  backtranslate.go     TestBacktranslate_TheOutputIsTheSourceByteForByte
//	DataTune (Gandhi 2024)                transform.go         TestTransform_EveryRowIsASampleOrRefused
//	SynthIE (Josifoski 2023)              reverse.go           TestReverse_TheLabelComesFirstAndTheWayBackIsASignal
//	Synthetic Prompting (Shao 2023)       backward_forward.go  TestBackwardForward_BothAnswersMustAgree
//	Explore-Instruct (Wan 2023)           tree.go              TestTree_GrowsBeforeItIsUsed
//	ClinGen (Xu 2023)                     knowledge.go         TestKnowledge_EveryFactOnce
//	OSS-Instruct (Wei 2023)               inspire.go           TestInspire_ProvenanceHasFileAndOffset
//	GPT3Mix (Yoo 2021)                    mix.go               TestMix_SoftLabelsSumToOne
//	Constitutional AI (Bai 2022)          critique.go          TestCritique_KeepsDraftAndPrinciple
//	S3 (Wang 2023)                        from_errors.go       TestFromErrors_AsksInProportionToTheErrors
//	Self-Prompting (Li 2022)              pipeline.go          TestPipeline_StepsRunInOrderAndWhatIsOnTheWayIsKept
//	Zero- and few-shot labels, CoT        label.go             TestLabel_ReasonsFirstAndKeepsTheLabelWhenThatIsCutOff
//	AnnoLLM (He 2024)                     label.go             TestLabel_ExplainsDemonstrationsOnce
//	Confusable labels (Sahu 2022)         state.go             TestSteering_CorrectionsRaiseWhatIsAskedForAndItFallsBack
//
// And beside it: KATE, vote-k, LAB and cluster-complex demonstrations in package
// demo; domain-context calibration (Fei 2023), votes for the uncertain part
// (Wang 2021), verbalised confidence and judges (AlpaGasus, Chen 2023) in
// ask/witness.go; SuperGen's likelihood, Self-Instruct's ROUGE-L, MinHash and
// test files in ask/filter*.go; the grammar (symbolic generation) in package
// offline.
//
// Of the methods that need no training of a large model these are not built:
// influence (ProGen), learned weights (SunGen), checks by a command of the
// user's (SymGen, WizardCoder: a task file that comes from elsewhere would run
// it), masked numbers asked backward (MetaMath), a student that picks what it
// gets wrong (ToxiGen), a classifier in place of most judging (phi-1), and pairs
// of texts with a score (DINO).
package strategy
